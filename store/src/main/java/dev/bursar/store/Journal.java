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
  private static final long HEADER = Region.HEADER.place();

  private final long pending;
  private final long base;
  private final int capacity;
  private final Regions regions;
  private final Log log;

  /**
   * A journal in the header.
   *
   * @param header the header
   * @param regions where places are
   * @param pending offset of the word that tells how many entries are valid
   * @param base offset of the first entry
   * @param capacity how many entries there is room for
   * @param log where transactions go besides, when it is on; or null
   */
  Journal(Header header, Regions regions, int pending, int base, int capacity, Log log) {
    this.log = log;
    this.regions = regions;
    this.pending = header.address(pending);
    this.base = header.address(base);
    this.capacity = capacity;
  }

  /**
   * Takes one word into a transaction. Of two values for one word the later counts.
   *
   * @param n how many words it has. The caller counts: in a field here, the count of one stripe
   *     would share a cache line with something that another stripe's thread writes
   * @return how many it has now
   */
  int put(int n, long place, long value) {
    if (n == capacity) {
      throw new StoreException("a change of more than " + capacity + " words: a bug, report it");
    }
    set(n, place, value);
    return n + 1;
  }

  /** {@link #put} for who knows that there is room. */
  void set(int n, long place, long value) {
    long entry = base + (long) n * ENTRY;
    U.putLong(entry, place);
    U.putLong(entry + 8, value);
  }

  int putHeader(int n, int offset, long value) {
    return put(n, HEADER + offset, value);
  }

  /** The transaction of so many words happens. */
  void commit(int words) {
    int n = words;
    if (log != null && log.isOn()) {
      n = putHeader(n, Header.LOG, log.append(base, n));
    }
    begin(n);
    apply(n);
  }

  /**
   * The transaction of so many words happens: {@link #commit} for who writes the words, because
   * their addresses are known. {@link #end} comes after that.
   */
  void begin(int words) {
    U.storeFence();
    U.putOrderedLong(null, pending, valid(words));
    U.storeFence();
  }

  /** Writes one word of a transaction that has begun to where it belongs. */
  void write(int entry, long address) {
    U.putLong(address, U.getLong(base + (long) entry * ENTRY + 8));
  }

  /** All words are written. */
  void end() {
    U.storeFence();
    U.putOrderedLong(null, pending, 0);
    U.storeFence();
  }

  /** The word that makes so many entries valid: none that a fault puts there by chance. */
  static long valid(int n) {
    return n | (long) ~n << Integer.SIZE;
  }

  /**
   * Finishes what another process, or an error in this one, left valid.
   *
   * @throws StoreException when it was damaged; then nothing is written
   */
  void replay() {
    long word = U.getLong(pending);
    int n = (int) word;
    if (word == 0) {
      return;
    }
    boolean sound = word == valid(n) && n >= 0 && n <= capacity;
    for (int i = 0; sound && i < n; i++) {
      sound = regions.contains(U.getLong(base + (long) i * ENTRY));
    }
    if (!sound) {
      throw new StoreException(
          "a journal of the store was changed by something else than Bursar (it says "
              + Long.toHexString(word)
              + "): java -jar bursar.jar doctor tells more, and"
              + " doctor --repair mends it");
    }
    apply(n);
  }

  /** Forgets what is in it. For a repair. */
  void clear() {
    U.putOrderedLong(null, pending, 0);
  }

  private void apply(int entries) {
    for (int i = 0; i < entries; i++) {
      long entry = base + (long) i * ENTRY;
      U.putLong(regions.address(U.getLong(entry)), U.getLong(entry + 8));
    }
    end();
  }

  /** Whether a valid transaction waits to be written. */
  boolean isPending() {
    return U.getLong(pending) != 0;
  }
}
