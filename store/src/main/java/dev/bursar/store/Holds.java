package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;

/**
 * The hold slots. A slot's state and its generation are one word, so that a hold that has ended is
 * known by its id even when its slot is used again. The other words are written while the slot is
 * free, and mean nothing until that word says so.
 *
 * <p>Threading: callers hold the store's lock.
 */
final class Holds {
  static final int FREE = 0;
  static final int RESERVED = 1;
  static final int SENT = 2;

  static final int STATE = 0;
  static final int ACCOUNT = 8;
  static final int OWNER = 12;
  static final int USD = 16;
  static final int INPUT = 24;
  static final int OUTPUT = 32;
  static final int RETRIES = 40;
  static final int TIME = 48;
  static final int NEXT_FREE = 56;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int BYTES = 64;
  private static final int PER_PAGE_BITS = 10;
  private static final int PER_PAGE = 1 << PER_PAGE_BITS;
  private static final int STATE_BITS = 8;
  private static final long STATE_MASK = (1 << STATE_BITS) - 1;
  private static final int INDEX_BITS = 24;
  private static final long INDEX_MASK = (1 << INDEX_BITS) - 1;
  private static final long GENERATION_MASK = (1L << (63 - INDEX_BITS)) - 1;

  private final Header header;
  private final Pages pages;

  Holds(Header header, Pages pages) {
    this.header = header;
    this.pages = pages;
  }

  /** How many pages the holds of a store need. */
  static int pages(int capacity) {
    return (capacity + PER_PAGE - 1) / PER_PAGE;
  }

  /** How many slots were ever used. */
  int used() {
    return (int) header.get(Header.HOLDS);
  }

  /** The address of a slot. */
  long address(int index) {
    int page = index >>> PER_PAGE_BITS;
    return pages.get(page) + offset(index);
  }

  private static int offset(int index) {
    return (index & (PER_PAGE - 1)) * BYTES;
  }

  /**
   * The slot that the next hold takes, with its page made.
   *
   * @throws StoreException when all are taken
   */
  int next() {
    long free = header.get(Header.FREE_HOLD);
    if (free != 0) {
      return (int) free - 1;
    }
    int index = used();
    if (index >= header.capacity().holds()) {
      throw new StoreException(
          "the store was made for "
              + header.capacity().holds()
              + " open holds and has them all: end some calls, or make a store for more in another"
              + " directory");
    }
    pages.make(index >>> PER_PAGE_BITS);
    return index;
  }

  /** Takes the slot that {@link #next} named; its id once the transaction is committed. */
  long take(int index, long address, Journal journal) {
    if (header.get(Header.FREE_HOLD) != 0) {
      journal.putHeader(Header.FREE_HOLD, U.getInt(address + NEXT_FREE));
    } else {
      journal.putHeader(Header.HOLDS, index + 1L);
    }
    long generation = (U.getLong(address + STATE) >>> STATE_BITS) + 1 & GENERATION_MASK;
    putState(index, address, journal, generation, RESERVED);
    return generation << INDEX_BITS | index;
  }

  void markSent(int index, long address, Journal journal) {
    putState(index, address, journal, U.getLong(address + STATE) >>> STATE_BITS, SENT);
  }

  void free(int index, long address, Journal journal) {
    U.putInt(address + NEXT_FREE, (int) header.get(Header.FREE_HOLD));
    putState(index, address, journal, U.getLong(address + STATE) >>> STATE_BITS, FREE);
    journal.putHeader(Header.FREE_HOLD, index + 1L);
  }

  private void putState(int index, long address, Journal journal, long generation, int state) {
    journal.put(
        Journal.place(Pages.Kind.HOLDS, index >>> PER_PAGE_BITS) + offset(index) + STATE,
        address + STATE,
        generation << STATE_BITS | state);
  }

  static int index(long id) {
    return (int) (id & INDEX_MASK);
  }

  /** The state of a hold; {@link #FREE} when it has ended, or never was. */
  int state(long id) {
    int index = index(id);
    if (id <= 0 || index >= used()) {
      return FREE;
    }
    long state = U.getLong(address(index) + STATE);
    return state >>> STATE_BITS == id >>> INDEX_BITS ? (int) (state & STATE_MASK) : FREE;
  }

  static int stateOfSlot(long address) {
    return (int) (U.getLong(address + STATE) & STATE_MASK);
  }
}
