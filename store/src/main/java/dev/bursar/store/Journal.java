package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;

/**
 * Makes a change of many words all or nothing. A transaction first writes each word's place and new
 * value here; then one store of their number makes it valid; then the words are written; then the
 * number is cleared. Whoever finds a number writes the words again: values, not differences, so
 * that it does not matter how often. A place is a page and an offset in it, the same in every
 * process; the header is page 0 of kind 0.
 *
 * <p>Threading: callers hold the store's lock.
 */
final class Journal {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int ENTRY = 16;

  /** Finds pages by their kind and number. */
  interface Places {
    /** The address of a page that exists. */
    long page(Pages.Kind kind, int index);

    /** Forces the pages to the disk. */
    void force();
  }

  private static final int KIND_SHIFT = 56;
  private static final int INDEX_SHIFT = 16;
  private static final long INDEX_MASK = 0xFFFF_FFFFL;
  private static final long OFFSET_MASK = 0xFFFFL;

  private final Header header;
  private final Places places;
  private final boolean power;
  private final long base;
  private final long[] addresses = new long[Header.JOURNAL_ENTRIES];
  private int count;

  Journal(Header header, Places places, Durability durability) {
    this.header = header;
    this.places = places;
    this.power = durability == Durability.POWER;
    this.base = header.address(Header.JOURNAL);
  }

  /** The place of a page's first word; add offsets to it. */
  static long place(Pages.Kind kind, int index) {
    return (long) kind.number << KIND_SHIFT | (long) index << INDEX_SHIFT;
  }

  void begin() {
    count = 0;
  }

  /** Takes one word into the transaction. Of two values for one word the later counts. */
  void put(long place, long address, long value) {
    int n = count;
    addresses[n] = address;
    long entry = base + (long) n * ENTRY;
    U.putLong(entry, place);
    U.putLong(entry + 8, value);
    count = n + 1;
  }

  void put(Account account, int offset, long value) {
    put(account.place + offset, account.address + offset, value);
  }

  void putHeader(int offset, long value) {
    put(offset, header.address(offset), value);
  }

  /** The transaction happens. */
  void commit() {
    header.publish(Header.PENDING, count);
    if (power) {
      header.force();
    }
    for (int i = 0; i < count; i++) {
      U.putLong(addresses[i], U.getLong(base + (long) i * ENTRY + 8));
    }
    if (power) {
      places.force();
    }
    header.publish(Header.PENDING, 0);
  }

  /** Finishes what another process, or an error in this one, left valid. */
  void replay() {
    int pending = (int) header.get(Header.PENDING);
    for (int i = 0; i < pending; i++) {
      long entry = base + (long) i * ENTRY;
      U.putLong(address(U.getLong(entry)), U.getLong(entry + 8));
    }
    if (power) {
      places.force();
    }
    header.publish(Header.PENDING, 0);
  }

  private long address(long place) {
    int kind = (int) (place >>> KIND_SHIFT);
    int offset = (int) (place & OFFSET_MASK);
    if (kind == 0) {
      return header.address(offset);
    }
    return places.page(Pages.Kind.at(kind), (int) (place >>> INDEX_SHIFT & INDEX_MASK)) + offset;
  }
}
