package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.nio.charset.StandardCharsets;

/** The words of an account's record, by their offset. {@code README.md} says what they mean. */
final class AccountRecord {
  static final int BYTES = 1_536;
  static final int KEY_BYTES = 208;
  static final int MAX_NAME = 200;
  static final int MAX_REASON = 72;

  // What is the same for all stripes; changed under all locks.
  static final int PARENT = 0;
  static final int HALTED = 8;
  static final int LIMITS = 16;
  static final int PER = 80;
  static final int GRANTED_USD = 88;
  static final int WINDOW_START = 96;
  static final int WINDOW_END = 104;
  static final int FIRST_CALL = 112;
  static final int REFUSED = 120;
  static final int CREATED = 128;
  static final int NAME_LENGTH = 136;
  static final int NAME = 144;
  static final int REASON_LENGTH = 344;
  static final int REASON = 352;
  static final int CENTRAL_CHECK = 504;

  // What a stripe spent and holds, from the start of the copy that counts. It lies there twice: a
  // local transaction writes the copy that does not count, and then counts on.
  static final int SPENT_USD = 0;
  static final int SPENT_INPUT = 8;
  static final int SPENT_OUTPUT = 16;
  static final int SPENT_CALLS = 24;
  static final int SPENT_RETRIES = 32;
  static final int HELD_USD = 40;
  static final int HELD_INPUT = 48;
  static final int HELD_OUTPUT = 56;
  static final int HELD_CALLS = 64;
  static final int HELD_RETRIES = 72;
  static final int ESTIMATED = 80;
  static final int COPY_CHECK = 88;
  static final int COPY_BYTES = 96;

  // Which copy counts, and what the stripe may take, from the start of its part.
  static final int SERIAL = 192;
  static final int QUOTA_USD = 200;
  static final int QUOTA_TOKENS = 208;
  static final int QUOTA_INPUT = 216;
  static final int QUOTA_OUTPUT = 224;
  static final int QUOTA_CALLS = 232;
  static final int QUOTA_RETRIES = 240;
  static final int QUOTA_IN_FLIGHT = 248;

  /** The most that a stripe's part of what is spent can be: their sum stops at Limits.MAX. */
  static final long MAX_PART = Limits.MAX / Header.STRIPES;

  /** What the serial counts in the check of a copy. */
  static final long SERIAL_FACTOR = Check.factor(COPY_BYTES / Long.BYTES);

  private static final int PARTS = 512;
  private static final int PART_BYTES = 256;

  private static final Unsafe U = Unsafe.getUnsafe();

  private AccountRecord() {}

  /** Offset of a stripe's part. */
  static int part(int stripe) {
    return PARTS + stripe * PART_BYTES;
  }

  /** Offset in a part of the copy that counts. */
  static int copy(long serial) {
    return (int) (serial & 1) * COPY_BYTES;
  }

  /** Address of the copy that counts. */
  static long copyAt(long part) {
    return part + copy(U.getLong(part + SERIAL));
  }

  /** What the check of the central part starts from. */
  static long centralSalt(int account) {
    return Check.salt(account);
  }

  /** What the check of a copy starts from. */
  static long copySalt(int account, int stripe, long serial) {
    return Check.salt(account + ((stripe + 1L) << 32)) + serial * SERIAL_FACTOR;
  }

  /** Whether a record is as it was written. */
  static boolean isWhole(long address, int account) {
    if (U.getLong(address + CENTRAL_CHECK)
        != Check.of(address, CENTRAL_CHECK / Long.BYTES, centralSalt(account))) {
      return false;
    }
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      long part = address + part(stripe);
      long salt = copySalt(account, stripe, U.getLong(part + SERIAL));
      long copy = copyAt(part);
      if (U.getLong(copy + COPY_CHECK) != Check.of(copy, COPY_CHECK / Long.BYTES, salt)) {
        return false;
      }
    }
    return true;
  }

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

  /** The words of a new record: no limits, one window without an end, nothing spent. */
  static long[] words(byte[] key, int parent, long now) {
    long[] words = new long[BYTES / Long.BYTES];
    words[PARENT / Long.BYTES] = parent;
    for (int i = 0; i < Limit.count(); i++) {
      words[limit(Limit.at(i)) / Long.BYTES] = Limits.NONE;
    }
    words[WINDOW_END / Long.BYTES] = Long.MAX_VALUE;
    words[CREATED / Long.BYTES] = now;
    int length = 0;
    while (length < MAX_NAME && key[length] != 0) {
      length++;
    }
    words[NAME_LENGTH / Long.BYTES] = length;
    for (int at = 0; at < MAX_NAME; at += Long.BYTES) {
      words[(NAME + at) / Long.BYTES] = U.getLong(key, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) at);
    }
    return words;
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

  /** A reason as words, its length first; cut where it is too long. */
  static long[] reasonWords(String reason) {
    byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(utf8.length, MAX_REASON);
    while (length < utf8.length && length > 0 && (utf8[length] & 0xC0) == 0x80) {
      length--; // not in the middle of a character
    }
    byte[] padded = new byte[MAX_REASON];
    System.arraycopy(utf8, 0, padded, 0, length);
    long[] words = new long[1 + MAX_REASON / Long.BYTES];
    words[0] = length;
    for (int i = 1; i < words.length; i++) {
      words[i] = U.getLong(padded, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) (i - 1) * Long.BYTES);
    }
    return words;
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
