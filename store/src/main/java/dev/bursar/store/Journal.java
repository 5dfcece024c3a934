package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;

/**
 * Makes a change of many words all or nothing. A transaction first writes each word's place and new
 * value here; then one store of their number makes it valid; then the words are written; then the
 * number is cleared. Whoever finds a number writes the words again: values, not differences, so
 * that it does not matter how often. A place is a region and an offset in it, the same in every
 * process.
 *
 * <p>Threading: callers hold the lock that the journal belongs to.
 */
final class Journal {
  static final int ENTRY = 16;

  private static final Unsafe U = Unsafe.getUnsafe();

  private final long pending;
  private final long base;
  private final int capacity;
  private final Regions regions;
  private int count;

  /**
   * A journal in the header.
   *
   * @param header the header
   * @param regions where places are
   * @param pending offset of the word that tells how many entries are valid
   * @param base offset of the first entry
   * @param capacity how many entries there is room for
   */
  Journal(Header header, Regions regions, int pending, int base, int capacity) {
    this.regions = regions;
    this.pending = header.address(pending);
    this.base = header.address(base);
    this.capacity = capacity;
  }

  void begin() {
    count = 0;
  }

  /** Takes one word into the transaction. Of two values for one word the later counts. */
  void put(long place, long value) {
    int n = count;
    if (n == capacity) {
      throw new StoreException("a change of more than " + capacity + " words: a bug, report it");
    }
    long entry = base + (long) n * ENTRY;
    U.putLong(entry, place);
    U.putLong(entry + 8, value);
    count = n + 1;
  }

  void put(Account account, int offset, long value) {
    put(account.place + offset, value);
  }

  void putHeader(int offset, long value) {
    put(Region.HEADER.place() + offset, value);
  }

  /** The transaction happens. */
  void commit() {
    U.storeFence();
    U.putOrderedLong(null, pending, count);
    U.storeFence();
    apply(count);
  }

  /** Finishes what another process, or an error in this one, left valid. */
  void replay() {
    apply((int) U.getLong(pending));
  }

  private void apply(int entries) {
    for (int i = 0; i < entries; i++) {
      long entry = base + (long) i * ENTRY;
      U.putLong(regions.address(U.getLong(entry)), U.getLong(entry + 8));
    }
    U.storeFence();
    U.putOrderedLong(null, pending, 0);
    U.storeFence();
  }

  /** Whether a valid transaction waits to be written. */
  boolean isPending() {
    return U.getLong(pending) != 0;
  }
}
