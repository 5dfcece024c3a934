package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.nio.charset.StandardCharsets;

/** The words of an account's record, by their offset. {@code README.md} says what they mean. */
final class AccountRecord {
  static final int BYTES = 512;
  static final int KEY_BYTES = 208;
  static final int MAX_NAME = 200;
  static final int MAX_REASON = 72;

  static final int PARENT = 0;
  static final int HALTED = 8;
  static final int LIMITS = 16;
  static final int PER = 80;
  static final int GRANTED_USD = 88;
  static final int WINDOW_START = 96;
  static final int WINDOW_END = 104;
  static final int FIRST_CALL = 112;
  static final int SPENT_USD = 120;
  static final int SPENT_INPUT = 128;
  static final int SPENT_OUTPUT = 136;
  static final int SPENT_CALLS = 144;
  static final int SPENT_RETRIES = 152;
  static final int HELD_USD = 160;
  static final int HELD_INPUT = 168;
  static final int HELD_OUTPUT = 176;
  static final int HELD_CALLS = 184;
  static final int HELD_RETRIES = 192;
  static final int REFUSED = 200;
  static final int ESTIMATED = 208;
  static final int CREATED = 216;
  static final int NAME_LENGTH = 224;
  static final int NAME = 232;
  static final int REASON_LENGTH = 432;
  static final int REASON = 440;

  private static final Unsafe U = Unsafe.getUnsafe();

  private AccountRecord() {}

  static int limit(Limit limit) {
    return LIMITS + limit.number * Long.BYTES;
  }

  /**
   * A name as its key.
   *
   * @throws IllegalArgumentException when it is empty, too long, or has control characters
   */
  static byte[] key(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    if (utf8.length == 0 || utf8.length > MAX_NAME) {
      throw new IllegalArgumentException(
          "account name has "
              + utf8.length
              + " bytes in UTF-8: give 1 to "
              + MAX_NAME
              + " (it starts with \""
              + name.substring(0, Math.min(name.length(), 20))
              + "\")");
    }
    for (byte b : utf8) {
      if (b >= 0 && b < ' ') {
        throw new IllegalArgumentException(
            "account name has a control character (" + b + "): give printable ones only");
      }
    }
    byte[] key = new byte[KEY_BYTES];
    System.arraycopy(utf8, 0, key, 0, utf8.length);
    return key;
  }

  /** Makes a record: no limits, one window without an end, nothing spent. */
  static void init(long address, byte[] key, int parent, long now) {
    U.setMemory(address, BYTES, (byte) 0);
    U.putLong(address + PARENT, parent);
    for (int i = 0; i < Limit.count(); i++) {
      U.putLong(address + limit(Limit.at(i)), Limits.NONE);
    }
    U.putLong(address + WINDOW_END, Long.MAX_VALUE);
    U.putLong(address + CREATED, now);
    int length = 0;
    while (length < MAX_NAME && key[length] != 0) {
      length++;
    }
    U.putLong(address + NAME_LENGTH, length);
    U.copyMemory(key, Unsafe.ARRAY_BYTE_BASE_OFFSET, null, address + NAME, length);
  }

  static int parent(long address) {
    return (int) U.getLong(address + PARENT);
  }

  static String name(long address) {
    return text(address, NAME_LENGTH, NAME, MAX_NAME);
  }

  static String reason(long address) {
    return text(address, REASON_LENGTH, REASON, MAX_REASON);
  }

  private static String text(long address, int lengthAt, int textAt, int max) {
    byte[] utf8 = new byte[(int) Math.min(U.getLong(address + lengthAt), max)];
    U.copyMemory(null, address + textAt, utf8, Unsafe.ARRAY_BYTE_BASE_OFFSET, utf8.length);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** Takes a text into a transaction, word by word; cut where it is too long. */
  static void putReason(Journal journal, Account account, String reason) {
    byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(utf8.length, MAX_REASON);
    while (length < utf8.length && length > 0 && (utf8[length] & 0xC0) == 0x80) {
      length--; // not in the middle of a character
    }
    byte[] words = new byte[MAX_REASON];
    System.arraycopy(utf8, 0, words, 0, length);
    journal.put(account, REASON_LENGTH, length);
    for (int at = 0; at < MAX_REASON; at += Long.BYTES) {
      journal.put(
          account, REASON + at, U.getLong(words, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) at));
    }
  }

  static Limits limits(long address) {
    Limits.Builder limits = Limits.builder().per(per(address));
    for (int i = 0; i < Limit.count(); i++) {
      limits.limit(Limit.at(i), U.getLong(address + limit(Limit.at(i))));
    }
    return limits.build();
  }

  static Per per(long address) {
    return Per.at((int) U.getLong(address + PER));
  }
}
