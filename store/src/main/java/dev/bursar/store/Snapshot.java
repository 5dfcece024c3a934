package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;

/**
 * The ledger's state as words, and back: what a log starts with, and how the mapped files are made
 * anew out of one.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class Snapshot {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int[] HOLD = {
    Holds.WHO, Holds.USD, Holds.INPUT, Holds.OUTPUT, Holds.TIME, Holds.CHECK, Holds.STATE
  };

  private final Header header;
  private final Regions regions;
  private final Holds holds;

  Snapshot(Header header, Regions regions, Holds holds) {
    this.header = header;
    this.regions = regions;
    this.holds = holds;
  }

  /** Tells every word that counts. */
  void tell(Log.Reader to) {
    to.word(header(Header.ACCOUNTS), header.get(Header.ACCOUNTS));
    to.word(header(Header.FREE_ACCOUNT), header.get(Header.FREE_ACCOUNT));
    to.word(header(Header.HOLD_BLOCKS), header.get(Header.HOLD_BLOCKS));
    for (int block = 0; block < holds.blocks(); block++) {
      int offset = Header.holdStripe(block);
      to.word(header(offset), header.get(offset));
    }
    long end = header.get(Header.ACCOUNTS) * AccountRecord.BYTES;
    for (long at = 0; at < end; at += Long.BYTES) {
      tellWord(to, Region.ACCOUNTS, at);
    }
    for (int i = 0; i < holds.blocks() * Holds.PER_BLOCK; i++) {
      if (Holds.stateOfSlot(holds.address(i)) != Holds.FREE) {
        long slot = holds.address(i) - regions.address(Region.HOLDS);
        for (int offset : HOLD) {
          tellWord(to, Region.HOLDS, slot + offset);
        }
      }
    }
  }

  private static long header(int offset) {
    return Region.HEADER.place() + offset;
  }

  private void tellWord(Log.Reader to, Region region, long offset) {
    long value = U.getLong(regions.address(region) + offset);
    if (value != 0) {
      to.word(region.place() + offset, value);
    }
  }

  /**
   * Makes the mapped files anew, whatever they are.
   *
   * @throws StoreException when the log cannot be read, or the disk has no room
   */
  void restore(Log log) {
    header.put(Header.PENDING, 0);
    header.put(Header.ACCOUNTS, 0);
    header.put(Header.FREE_ACCOUNT, 0);
    header.put(Header.HOLD_BLOCKS, 0);
    for (int block = 0; block < header.capacity().holdBlocks(); block++) {
      header.put(Header.holdStripe(block), 0);
    }
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      header.put(Header.stripe(stripe) + Header.STRIPE_PENDING, 0);
      header.put(Header.stripe(stripe) + Header.FREE_HOLD, 0);
    }
    regions.clear(Region.ACCOUNTS);
    regions.clear(Region.HOLDS);
    log.read(this::restoreWord);
    for (int block = holds.blocks() - 1; block >= 0; block--) {
      holds.linkFree(block);
      claim(block);
    }
    for (int i = 0; i < header.get(Header.ACCOUNTS); i++) {
      long owner = AccountRecord.owner(regions.address(Accounts.place(i)));
      if (owner > 0 && owner <= Header.PROCESSES) {
        header.claim((int) owner - 1);
      }
    }
    // The map of names is made anew out of the records.
    header.publish(Header.IN_MAP, 1);
  }

  // Of which process holds may exist is for the sweeps to know.
  private void claim(int block) {
    for (int i = block * Holds.PER_BLOCK; i < (block + 1) * Holds.PER_BLOCK; i++) {
      long at = holds.address(i);
      if (Holds.stateOfSlot(at) != Holds.FREE) {
        header.claim(Holds.owner(at));
      }
    }
  }

  private void restoreWord(long place, long value) {
    int region = Region.numberOf(place);
    long offset = Region.offsetOf(place);
    if (region == Region.HEADER.number) {
      if (counts(offset)) {
        header.put((int) offset, value);
      }
    } else if (region == Region.ACCOUNTS.number) {
      restoreWord(Region.ACCOUNTS, offset, value);
    } else if (region == Region.HOLDS.number) {
      restoreWord(Region.HOLDS, offset, value);
    }
  }

  private boolean counts(long offset) {
    return offset == Header.ACCOUNTS
        || offset == Header.FREE_ACCOUNT
        || offset == Header.HOLD_BLOCKS
        || (offset >= Header.holdStripe(0)
            && offset < Header.holdStripe(header.capacity().holdBlocks()));
  }

  private void restoreWord(Region region, long offset, long value) {
    regions.growNow(region, (int) (offset / Region.BLOCK));
    U.putLong(regions.address(region) + offset, value);
  }
}
