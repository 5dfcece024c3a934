package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;

/**
 * Tells a record that was changed by anything but us. A check is the sum of a record's words, each
 * times a constant of its position, so that a transaction that knows by how much words change knows
 * by how much the check does, and reads nothing else for it.
 */
final class Check {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private Check() {}

  /** What a word counts by its position; odd, so that no change of one word goes unseen. */
  static long factor(int position) {
    long mixed = (position + 1) * MIX;
    return (mixed ^ (mixed >>> 29)) | 1;
  }

  /** What a record starts from: zeros are not a record. */
  static long salt(long record) {
    return ((record + 1) * MIX) ^ (MIX >>> 7);
  }

  /**
   * Finds the one word that, changed by one or two bytes next to each other, makes a check right,
   * and puts it right. By chance such a word is found once in 10<sup>11</sup> times.
   *
   * @param words the record's, and its check after them
   * @param most no amount in it is larger. Of a wrong bit near the top of a word the check does not
   *     tell which word's: then it is that of a word that is too large
   * @return whether the record is sound now
   */
  static boolean mend(long[] words, int first, int count, long salt, long most) {
    long sum = salt;
    for (int i = 0; i < count; i++) {
      sum += words[first + i] * factor(i);
    }
    long missing = words[first + count] - sum;
    int any = 0;
    int tooLarge = 0;
    int found = -1;
    for (int i = 0; i < count; i++) {
      long word = words[first + i];
      long right = word + missing * inverse(factor(i));
      if (isSmall(right ^ word)) {
        any++;
        boolean fits = !isAmount(word, most) && isAmount(right, most);
        tooLarge += fits ? 1 : 0;
        found = fits || tooLarge == 0 ? i : found;
      }
    }
    if (any == 1 || tooLarge == 1) {
      words[first + found] += missing * inverse(factor(found));
      return true;
    }
    return any == 0 && isSmall((missing + sum) ^ sum); // the check itself
  }

  private static boolean isAmount(long word, long most) {
    return word >= -1 && (word <= most || word == Long.MAX_VALUE);
  }

  private static boolean isSmall(long difference) {
    return difference != 0
        && difference >>> Long.numberOfTrailingZeros(difference) >>> Short.SIZE == 0;
  }

  /** Of an odd number, modulo 2<sup>64</sup>: each round doubles the bits that are right. */
  private static long inverse(long odd) {
    long x = odd;
    for (int i = 0; i < 5; i++) {
      x *= 2 - odd * x;
    }
    return x;
  }

  /** The check of {@code words} words that stand one after the other, from a salt. */
  static long of(long address, int words, long salt) {
    long sum = salt;
    for (int i = 0; i < words; i++) {
      sum += U.getLong(address + (long) i * Long.BYTES) * factor(i);
    }
    return sum;
  }
}
