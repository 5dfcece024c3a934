package dev.bursar.agent.hooking;

import dev.bursar.interceptors.HookedSignature;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells class files that may have a method to weave, by the descriptor of such a method, or the
 * type that it is of, among their constants: these are looked through once, for all signatures
 * together, without reading them.
 *
 * <p>Threading: safe from any thread.
 */
final class Mentions {
  private static final int CONSTANTS = 10;

  private final byte[][] byLength;

  Mentions(List<HookedSignature> signatures) {
    Set<String> distinct = new HashSet<>();
    int longest = 0;
    for (HookedSignature signature : signatures) {
      distinct.add(signature.mention());
      longest = Math.max(longest, signature.mention().length());
    }
    byLength = new byte[longest + 1][];
    for (String mention : distinct) {
      add(ascii(mention));
    }
  }

  // All of one length stand one after the other.
  private void add(byte[] mention) {
    byte[] before = byLength[mention.length];
    int known = before == null ? 0 : before.length;
    byte[] all = new byte[known + mention.length];
    if (before != null) {
      System.arraycopy(before, 0, all, 0, known);
    }
    System.arraycopy(mention, 0, all, known, mention.length);
    byLength[mention.length] = all;
  }

  private static byte[] ascii(String text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) text.charAt(i);
    }
    return bytes;
  }

  /** Whether one of them is among a class's constants. */
  boolean areIn(byte[] file) {
    if (file.length < CONSTANTS) {
      return false;
    }
    int count = unsigned(file, CONSTANTS - 2);
    int at = CONSTANTS;
    for (int i = 1; i < count && at + 3 <= file.length; i++) {
      switch (file[at]) {
        case 1:
          int length = unsigned(file, at + 1);
          if (length < byLength.length
              && byLength[length] != null
              && isWanted(file, at + 3, length)) {
            return true;
          }
          at += 3 + length;
          break;
        case 7:
        case 8:
        case 16:
        case 19:
        case 20:
          at += 3;
          break;
        case 15:
          at += 4;
          break;
        case 5:
        case 6:
          at += 9;
          i++;
          break;
        case 3:
        case 4:
        case 9:
        case 10:
        case 11:
        case 12:
        case 17:
        case 18:
          at += 5;
          break;
        default:
          return true; // A constant of a later Java: left to who reads the whole file.
      }
    }
    return false;
  }

  private boolean isWanted(byte[] file, int from, int length) {
    if (from + length > file.length) {
      return false;
    }
    byte[] candidates = byLength[length];
    for (int start = 0; start < candidates.length; start += length) {
      int i = length - 1;
      while (i >= 0 && candidates[start + i] == file[from + i]) {
        i--;
      }
      if (i < 0) {
        return true;
      }
    }
    return false;
  }

  private static int unsigned(byte[] file, int at) {
    return (file[at] & 0xff) << 8 | (file[at + 1] & 0xff);
  }
}
