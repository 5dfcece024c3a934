package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;

/**
 * The hold slots. A block of them belongs to the stripe that it was given to. A slot's state and
 * its generation are one word, so that a hold that has ended is known by its id even when its slot
 * is used again. The other words are written while the slot is free, and mean nothing until that
 * word says so.
 *
 * <p>Threading: callers hold the lock of the stripe, or of all for what says so.
 */
final class Holds {
  static final int FREE = 0;
  static final int RESERVED = 1;
  static final int SENT = 2;

  static final int STATE = 0;
  static final int WHO = 8;
  static final int USD = 16;
  static final int INPUT = 24;
  static final int OUTPUT = 32;
  static final int TIME = 40;
  static final int CHECK = 48;
  static final int NEXT_FREE = 56;

  /**
   * The most that one call can hold or spend of a unit: 17,592 dollars, 17 million million tokens.
   * With at most 2^18 holds no sum overflows.
   */
  static final long MAX_AMOUNT = 1L << 44;

  /** How many words {@link #take} and {@link #free} put into a transaction. */
  static final int WORDS = 2;

  /** How many slots a block has. */
  static final int PER_BLOCK = 1_024;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long PLACE = Region.HOLDS.place();
  private static final long FREE_PLACE =
      Region.HEADER.place() + Header.stripe(0) + Header.FREE_HOLD;
  private static final int BYTES = 64;
  private static final int BLOCK_BITS = 10;
  private static final int STATE_BITS = 8;
  private static final long STATE_MASK = (1 << STATE_BITS) - 1;
  private static final int INDEX_BITS = 24;
  private static final long INDEX_MASK = (1 << INDEX_BITS) - 1;
  private static final long GENERATION_MASK = (1L << (63 - INDEX_BITS)) - 1;

  // Account, owner and retries share a word.
  private static final int OWNER_SHIFT = 32;
  private static final int RETRIES_SHIFT = 48;
  private static final long OWNER_MASK = 0xFFFF;
  static final long MAX_RETRIES = 0x7FFF;

  // Not all JVMs reckon these when they compile.
  private static final long SALT = Check.salt(0);
  private static final long F_WHO = Check.factor(1);
  private static final long F_USD = Check.factor(2);
  private static final long F_INPUT = Check.factor(3);
  private static final long F_OUTPUT = Check.factor(4);
  private static final long F_TIME = Check.factor(5);

  private final Header header;
  private final Regions regions;
  private final long base;
  private final long firstFree;
  private final int capacity; // in blocks

  Holds(Header header, Regions regions) {
    this.header = header;
    this.regions = regions;
    this.base = regions.address(Region.HOLDS);
    this.firstFree = header.address(Header.stripe(0) + Header.FREE_HOLD);
    this.capacity = header.capacity().holdBlocks();
  }

  /** How many blocks a store needs: one more per stripe but one, for those that are part full. */
  static int blocks(int capacity) {
    return (capacity + PER_BLOCK - 1) / PER_BLOCK + Header.STRIPES - 1;
  }

  /** How many blocks are given to stripes. */
  int blocks() {
    return (int) header.get(Header.HOLD_BLOCKS);
  }

  /** The address of a slot. */
  long address(int index) {
    return base + (long) index * BYTES;
  }

  private static long place(int index) {
    return PLACE + (long) index * BYTES;
  }

  /** The stripe of a hold, or −1 where there never was one of that id. */
  int stripe(long id) {
    int block = index(id) >>> BLOCK_BITS;
    return id <= 0 || block >= capacity ? -1 : stripeOfBlock(block);
  }

  int stripeOfBlock(int block) {
    return (int) header.getVolatile(Header.holdStripe(block)) - 1;
  }

  /** The slot that the stripe's next hold takes, or −1 when it has none. */
  int next(int stripe) {
    return (int) U.getLong(firstFree + Header.apart(stripe)) - 1;
  }

  /**
   * Gives a new block to a stripe. Under all locks; commits the journal.
   *
   * @return whether there was one left
   * @throws StoreException when the disk has no room for it
   */
  boolean addBlock(int stripe, Journal journal) {
    int block = blocks();
    if (block >= capacity) {
      return false;
    }
    int n = regions.grow(Region.HOLDS, block, journal, 0);
    int first = block * PER_BLOCK;
    for (int i = first; i < first + PER_BLOCK; i++) {
      U.putLong(address(i) + NEXT_FREE, i + 1 == first + PER_BLOCK ? next(stripe) + 1 : i + 2);
    }
    n = journal.putHeader(n, Header.HOLD_BLOCKS, block + 1L);
    n = journal.putHeader(n, Header.holdStripe(block), stripe + 1L);
    n = journal.putHeader(n, Header.stripe(stripe) + Header.FREE_HOLD, first + 1L);
    journal.commit(n);
    return true;
  }

  /** Puts all free slots of a block before the stripe's other free ones. */
  void linkFree(int block) {
    int head = Header.stripe(stripeOfBlock(block)) + Header.FREE_HOLD;
    for (int i = (block + 1) * PER_BLOCK - 1; i >= block * PER_BLOCK; i--) {
      if (stateOfSlot(address(i)) == FREE) {
        U.putLong(address(i) + NEXT_FREE, header.get(head));
        header.put(head, i + 1L);
      }
    }
  }

  /** Writes a hold into its slot, which is free. */
  void write(
      long at, int account, int owner, long usd, long input, long output, long retries, long now) {
    long who = account | ((long) owner << OWNER_SHIFT) | (retries << RETRIES_SHIFT);
    U.putLong(at + WHO, who);
    U.putLong(at + USD, usd);
    U.putLong(at + INPUT, input);
    U.putLong(at + OUTPUT, output);
    U.putLong(at + TIME, now);
    U.putLong(at + CHECK, check(who, usd, input, output, now));
  }

  private static long check(long who, long usd, long input, long output, long time) {
    return SALT + who * F_WHO + usd * F_USD + input * F_INPUT + output * F_OUTPUT + time * F_TIME;
  }

  /** Whether an open hold is as it was written. */
  static boolean isWhole(long at) {
    return U.getLong(at + CHECK)
        == check(
            U.getLong(at + WHO),
            U.getLong(at + USD),
            U.getLong(at + INPUT),
            U.getLong(at + OUTPUT),
            U.getLong(at + TIME));
  }

  /** Puts one wrong word of an open hold right; false where it is more than one. */
  static boolean mend(long at) {
    int count = CHECK / Long.BYTES;
    long[] all = new long[count + 1]; // position 0 is the state, which the check leaves out
    for (int i = 1; i < all.length; i++) {
      all[i] = U.getLong(at + (long) i * Long.BYTES);
    }
    if (!Check.mend(all, 0, count, Check.salt(0), Long.MAX_VALUE) || all[0] != 0) {
      return false;
    }
    for (int i = 1; i < count; i++) {
      U.putLong(at + (long) i * Long.BYTES, all[i]);
    }
    U.putLong(
        at + CHECK,
        check(
            all[WHO / Long.BYTES],
            all[USD / Long.BYTES],
            all[INPUT / Long.BYTES],
            all[OUTPUT / Long.BYTES],
            all[TIME / Long.BYTES]));
    return true;
  }

  /** Makes an open slot a free one, in no list. */
  static void forget(long at) {
    U.putOrderedLong(null, at + STATE, U.getLong(at + STATE) & ~STATE_MASK);
  }

  static int account(long at) {
    return U.getInt(at + WHO);
  }

  static int owner(long at) {
    return (int) ((U.getLong(at + WHO) >>> OWNER_SHIFT) & OWNER_MASK);
  }

  static long retries(long at) {
    return U.getLong(at + WHO) >>> RETRIES_SHIFT;
  }

  /**
   * Makes sure of a slot that the list of free ones names: what is written to a wrong one is lost.
   *
   * @throws StoreException when it is not free, or not the stripe's
   */
  void failIfTaken(int stripe, int index) {
    int block = index >>> BLOCK_BITS;
    if (block >= capacity
        || stripeOfBlock(block) != stripe
        || (U.getLong(address(index) + STATE) & STATE_MASK) != FREE) {
      throw new StoreException(
          "the list of free holds of stripe "
              + stripe
              + " names "
              + index
              + ", which is not one: java -jar bursar.jar doctor tells more, and doctor --repair"
              + " mends it");
    }
  }

  /** The id that the hold in a free slot gets. */
  long nextId(int index) {
    long generation = ((U.getLong(address(index) + STATE) >>> STATE_BITS) + 1) & GENERATION_MASK;
    return Math.max(1, generation) << INDEX_BITS | index;
  }

  /** Takes a free slot into a transaction; its words are written. */
  int take(int stripe, long id, Journal journal, int n) {
    int index = index(id);
    journal.set(n, place(index) + STATE, id >>> INDEX_BITS << STATE_BITS | (long) RESERVED);
    journal.set(n + 1, FREE_PLACE + Header.apart(stripe), U.getLong(address(index) + NEXT_FREE));
    return n + WORDS;
  }

  /** Writes what {@link #take} or {@link #free} put into a transaction. */
  void write(int stripe, int index, Journal journal, int n) {
    journal.write(n, address(index) + STATE);
    journal.write(n + 1, firstFree + Header.apart(stripe));
  }

  /** Takes the end of a hold into a transaction. */
  int free(int stripe, int index, Journal journal, int n) {
    long generation = U.getLong(address(index) + STATE) >>> STATE_BITS;
    U.putLong(address(index) + NEXT_FREE, next(stripe) + 1L); // means nothing before it is free
    journal.set(n, place(index) + STATE, generation << STATE_BITS | (long) FREE);
    journal.set(n + 1, FREE_PLACE + Header.apart(stripe), index + 1L);
    return n + WORDS;
  }

  /** One word: it happens as a whole without a journal. */
  void markSent(int index) {
    long at = address(index) + STATE;
    U.putOrderedLong(null, at, (U.getLong(at) & ~STATE_MASK) | SENT);
  }

  /** The same as a transaction of its own. */
  void markSent(int index, Journal journal) {
    long state = U.getLong(address(index) + STATE);
    journal.commit(journal.put(0, place(index) + STATE, (state & ~STATE_MASK) | SENT));
  }

  /** Takes a hold's words into a transaction, after {@link #write}: a log needs them. */
  int log(int index, Journal journal, int n) {
    int m = n;
    for (int offset = WHO; offset <= CHECK; offset += Long.BYTES) {
      m = journal.put(m, place(index) + offset, U.getLong(address(index) + offset));
    }
    return m;
  }

  static int index(long id) {
    return (int) (id & INDEX_MASK);
  }

  /** The id of the hold that a slot has. */
  static long id(int index, long address) {
    return ((U.getLong(address + STATE) >>> STATE_BITS) << INDEX_BITS) | index;
  }

  /** The state of a hold; {@link #FREE} when it has ended, or never was. */
  int state(long id) {
    long state = U.getLong(address(index(id)) + STATE);
    return state >>> STATE_BITS == id >>> INDEX_BITS ? (int) (state & STATE_MASK) : FREE;
  }

  static int stateOfSlot(long address) {
    return (int) (U.getLongVolatile(null, address + STATE) & STATE_MASK);
  }
}
