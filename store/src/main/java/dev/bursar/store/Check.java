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

  /** The check of {@code words} words that stand one after the other, from a salt. */
  static long of(long address, int words, long salt) {
    long sum = salt;
    for (int i = 0; i < words; i++) {
      sum += U.getLong(address + (long) i * Long.BYTES) * factor(i);
    }
    return sum;
  }
}
