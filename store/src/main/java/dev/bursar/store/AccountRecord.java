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
  static final long FOR_GOOD = 0;
  static final long NOBODY = -1;

  static final int PARENT = 0;
  static final int HALTED = 8;
  static final int LIMITS = 16;
  static final int PER = 80;
  static final int GRANTED_USD = 88;
  static final int WINDOW_START = 96;
  static final int WINDOW_END = 104;
  static final int FIRST_CALL = 112;
  static final int UNTIL = 120;
  static final int CREATED = 128;
  static final int NAME_LENGTH = 136;
  static final int NAME = 144;
  static final int REASON_LENGTH = 344;
  static final int REASON = 352;
  static final int REFUSED = 424;
  static final int TOOL_CALLS = 432;
  static final int TOOL_CALLS_LIMIT = 440;

  /** 0 for good; slot + 1 of the process whose run has it; or {@link #NOBODY}. */
  static final int OWNER = 448;

  /** How often the record was given back: tells an account from an earlier one in its place. */
  static final int GENERATION = 456;

  /** Next free record + 1, or 0; counts while the record is nobody's. */
  static final int NEXT_FREE = 464;

  /** The number of the last run that had an account below this one. */
  static final int RUNS = 472;

  /** How many runs' accounts there are right below this one. */
  static final int LIVE = 480;

  static final int CENTRAL_CHECK = 504;

  // What a stripe spent, from the start of its part, where it lies twice; COPY_BYTES further on is
  // the other copy. A local transaction writes the copy that does not count, and then it does.
  static final int SPENT_USD = 0;
  static final int SPENT_INPUT = 8;
  static final int SPENT_OUTPUT = 16;
  static final int SPENT_CALLS = 24;
  static final int SPENT_RETRIES = 32;
  static final int ESTIMATED = 40;

  // What a stripe holds, twice too: a reservation, which spends nothing, leaves the others alone.
  static final int HELD_USD = 96;
  static final int HELD_INPUT = 104;
  static final int HELD_OUTPUT = 112;
  static final int HELD_CALLS = 120;
  static final int HELD_RETRIES = 128;
  static final int COPY_CHECK = 136;

  /** How many bytes a copy of either has. */
  static final int COPY_BYTES = 48;

  // Which copies count, and what the stripe may take, from the start of its part.
  static final int SERIAL = 192;
  static final int QUOTA_USD = 200;
  static final int QUOTA_TOKENS = 208;
  static final int QUOTA_INPUT = 216;
  static final int QUOTA_OUTPUT = 224;
  static final int QUOTA_CALLS = 232;
  static final int QUOTA_RETRIES = 240;
  static final int QUOTA_IN_FLIGHT = 248;

  /** How many words of a stripe's part the check is of: those of the copies that count. */
  static final int CHECKED_WORDS = 11;

  private static final int SPENT_WORDS = 6;

  // Two groups of bits of the serial are the distance of a copy that counts, 0 or COPY_BYTES; what
  // is above them counts transactions.
  private static final int SPENT_SHIFT = 2;
  private static final long SWITCH_HELD = COPY_BYTES;
  private static final long SWITCH_SPENT = COPY_BYTES << SPENT_SHIFT;
  private static final long[] CHOICES = {0, SWITCH_HELD, SWITCH_SPENT, SWITCH_HELD | SWITCH_SPENT};
  private static final int COUNT_SHIFT = 8;
  private static final long STEP = 1 << COUNT_SHIFT;

  /** The most that a stripe's part of what is spent can be: their sum stops at Limits.MAX. */
  static final long MAX_PART = Limits.MAX / Header.STRIPES;

  /** What a transaction adds to the check of the copies, because the serial counts it. */
  static final long SERIAL_FACTOR = Check.factor(CHECKED_WORDS);

  private static final int PARTS = 512;
  private static final int PART_BYTES = 256;

  private static final Unsafe U = Unsafe.getUnsafe();

  private AccountRecord() {}

  /** Offset of a stripe's part. */
  static int part(int stripe) {
    return PARTS + stripe * PART_BYTES;
  }

  /** How far the copy that counts of what is spent is from the first one. */
  static long spentCopy(long serial) {
    return serial >>> SPENT_SHIFT & COPY_BYTES;
  }

  /** How far the copy that counts of what is held is from the first one. */
  static long heldCopy(long serial) {
    return serial & COPY_BYTES;
  }

  /** The offset in a part of a word of it, in the copy that counts. */
  static int counting(int offset, long serial) {
    if (offset >= SERIAL) {
      return offset;
    }
    return offset + (int) (offset < HELD_USD ? spentCopy(serial) : heldCopy(serial));
  }

  /** A word of a part, in the copy that counts. */
  static long get(long part, int offset) {
    return U.getLong(part + counting(offset, U.getLong(part + SERIAL)));
  }

  /** The serial after a transaction that holds something and spends nothing. */
  static long afterHold(long serial) {
    return (serial ^ SWITCH_HELD) + STEP;
  }

  /** The serial after a transaction that changes what is held and what is spent. */
  static long afterEnd(long serial) {
    return (serial ^ (SWITCH_HELD | SWITCH_SPENT)) + STEP;
  }

  /** How many ways there are to choose the copies that count. */
  static int choices() {
    return CHOICES.length;
  }

  /** A serial with another choice. */
  static long choose(long serial, int choice) {
    return (serial & -STEP) | CHOICES[choice];
  }

  /** Whether a serial is one: else what it chooses is not a copy. */
  static boolean isSerial(long serial) {
    return spentCopy(serial) % COPY_BYTES == 0
        && heldCopy(serial) % COPY_BYTES == 0
        && (serial & (STEP - 1) & ~(SWITCH_HELD | SWITCH_SPENT)) == 0;
  }

  /** The offset in a part of a word of those that the check is of. */
  static int checked(int word, long serial) {
    int offset =
        word < SPENT_WORDS
            ? SPENT_USD + word * Long.BYTES
            : HELD_USD + (word - SPENT_WORDS) * Long.BYTES;
    return counting(offset, serial);
  }

  /** What a word of a part counts in its check. */
  static long factor(int offset) {
    int word = offset < HELD_USD ? offset : offset - HELD_USD + SPENT_WORDS * Long.BYTES;
    return Check.factor(word / Long.BYTES);
  }

  /** What the check of the central part starts from. */
  static long centralSalt(int account) {
    return Check.salt(account);
  }

  /** What the check of the copies starts from. */
  static long copySalt(int account, int stripe, long serial) {
    return Check.salt(account + ((stripe + 1L) << 32)) + (serial >>> COUNT_SHIFT) * SERIAL_FACTOR;
  }

  /** Whether a record is as it was written. */
  static boolean isWhole(long address, int account) {
    if (U.getLong(address + CENTRAL_CHECK)
        != Check.of(address, CENTRAL_CHECK / Long.BYTES, centralSalt(account))) {
      return false;
    }
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      long part = address + part(stripe);
      long serial = U.getLong(part + SERIAL);
      long sum = copySalt(account, stripe, serial);
      for (int i = 0; i < CHECKED_WORDS; i++) {
        sum += U.getLong(part + checked(i, serial)) * Check.factor(i);
      }
      if (get(part, COPY_CHECK) != sum || !isSerial(serial)) {
        return false;
      }
    }
    return true;
  }

  static int limit(Limit limit) {
    return limit == Limit.TOOL_CALLS ? TOOL_CALLS_LIMIT : LIMITS + limit.number * Long.BYTES;
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

  /** The words of nobody's record: no name, no limits, nothing spent. */
  static long[] words(long generation) {
    long[] words = new long[BYTES / Long.BYTES];
    words[PARENT / Long.BYTES] = -1;
    for (int i = 0; i < Limit.count(); i++) {
      words[limit(Limit.at(i)) / Long.BYTES] = Limits.NONE;
    }
    words[WINDOW_END / Long.BYTES] = Long.MAX_VALUE;
    words[OWNER / Long.BYTES] = NOBODY;
    words[GENERATION / Long.BYTES] = generation;
    return words;
  }

  /** The words of a new record: no limits, one window without an end, nothing spent. */
  static long[] words(byte[] key, int parent, long owner, long generation, long now) {
    long[] words = words(generation);
    words[PARENT / Long.BYTES] = parent;
    words[OWNER / Long.BYTES] = owner;
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

  static long owner(long address) {
    return U.getLong(address + OWNER);
  }

  static long generation(long address) {
    return U.getLong(address + GENERATION);
  }

  /** Whether there is an account in the record's place now. */
  static boolean isTaken(long address) {
    return owner(address) != NOBODY;
  }

  /** Whether nothing is held on an account, and no run has an account below it. */
  static boolean isIdle(long address) {
    long busy = U.getLong(address + LIVE);
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      busy |= get(address + part(stripe), HELD_CALLS);
    }
    return busy == 0;
  }

  static int parent(long address) {
    return (int) U.getLong(address + PARENT);
  }

  static String name(long address) {
    return text(address, NAME_LENGTH, NAME, MAX_NAME);
  }

  static boolean hasName(long address, byte[] key) {
    for (int at = 0; at < MAX_NAME; at += Long.BYTES) {
      if (U.getLong(address + NAME + at)
          != U.getLong(key, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) at)) {
        return false;
      }
    }
    return true;
  }

  static String name(long[] words) {
    byte[] utf8 = new byte[MAX_NAME];
    for (int at = 0; at < MAX_NAME; at += Long.BYTES) {
      U.putLong(utf8, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) at, words[(NAME + at) / Long.BYTES]);
    }
    int length = (int) Math.max(0, Math.min(words[NAME_LENGTH / Long.BYTES], MAX_NAME));
    return new String(utf8, 0, length, StandardCharsets.UTF_8);
  }

  static String reason(long address) {
    return text(address, REASON_LENGTH, REASON, MAX_REASON);
  }

  private static String text(long address, int lengthAt, int textAt, int max) {
    byte[] utf8 = new byte[(int) Math.max(0, Math.min(U.getLong(address + lengthAt), max))];
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
