package dev.bursar.agent.governor;

import dev.bursar.store.Account;
import java.nio.charset.StandardCharsets;

/** Names of accounts that nobody configured. */
final class AccountName {
  /** The longest that the store takes, in bytes of UTF-8. */
  private static final int MAX_BYTES = 200;

  private AccountName() {}

  /**
   * The name of an account below another: its parent's, a slash and its own. One that is too long
   * is cut, and what it was goes into its end as a number, so that two stay two.
   *
   * @param own may hold anything
   */
  static String below(Account parent, String own) {
    return cut(parent.name() + '/' + printable(own), MAX_BYTES);
  }

  /**
   * A name of at most so many bytes of UTF-8; one that is too long is cut, and ends with a number.
   */
  static String cut(String name, int max) {
    if (name.getBytes(StandardCharsets.UTF_8).length <= max) {
      return name;
    }
    String end = '~' + Long.toHexString(hash(name));
    int length = Math.min(name.length(), max);
    while (bytes(name, length) > max - end.length()) {
      length--;
    }
    if (Character.isHighSurrogate(name.charAt(length - 1))) {
      length--;
    }
    return name.substring(0, length) + end;
  }

  private static String printable(String text) {
    StringBuilder all = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      all.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return all.toString();
  }

  private static int bytes(String text, int length) {
    return text.substring(0, length).getBytes(StandardCharsets.UTF_8).length;
  }

  // FNV-1a, 64 bits: String.hashCode has too few for two names never to meet.
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
