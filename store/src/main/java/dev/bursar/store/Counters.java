package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.util.List;

/**
 * The counters in the header that say how many records there are: what they can be, and what they
 * must be by the records.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class Counters {
  private static final Unsafe U = Unsafe.getUnsafe();

  private final Header header;
  private final Accounts accounts;
  private final List<String> said;

  Counters(Header header, Accounts accounts, List<String> said) {
    this.header = header;
    this.accounts = accounts;
    this.said = said;
  }

  /** Says what cannot be. */
  void examine() {
    Capacity capacity = header.capacity();
    check("accounts", header.get(Header.ACCOUNTS), capacity.accounts());
    check("blocks of holds", header.get(Header.HOLD_BLOCKS), capacity.holdBlocks());
    for (Region region : Region.values()) {
      if (region != Region.HEADER) {
        check(
            "blocks of region " + region.number,
            header.get(Header.grown(region)),
            blocks(capacity.bytes(region)));
      }
    }
    if (!said.isEmpty()) {
      return;
    }
    check("blocks of accounts in use", needed(header.get(Header.ACCOUNTS)), grown(Region.ACCOUNTS));
    check("blocks of holds in use", header.get(Header.HOLD_BLOCKS), grown(Region.HOLDS));
    for (int block = 0; block < capacity.holdBlocks(); block++) {
      long stripe = header.get(Header.holdStripe(block));
      boolean given = block < header.get(Header.HOLD_BLOCKS);
      if (given ? stripe < 1 || stripe > Header.STRIPES : stripe != 0) {
        said.add(
            "the header gives block "
                + block
                + " of holds to stripe "
                + (stripe - 1)
                + " and counts "
                + header.get(Header.HOLD_BLOCKS)
                + " blocks");
      }
    }
    // One record more than there are is what a process left that died; two are not.
    int beyond = (int) header.get(Header.ACCOUNTS) + 1;
    if (hasRecord(beyond)) {
      said.add("the header counts " + (beyond - 1) + " accounts, and there is a record " + beyond);
    }
  }

  private void check(String what, long found, long most) {
    if (found < 0 || found > most) {
      said.add("the header counts " + found + " " + what + ", and there can be " + most);
    }
  }

  private boolean hasRecord(int index) {
    return index < header.capacity().accounts()
        && AccountRecord.isWhole(accounts.address(index), index);
  }

  private long grown(Region region) {
    return header.get(Header.grown(region));
  }

  private static long needed(long records) {
    return blocks(records * AccountRecord.BYTES);
  }

  private static long blocks(long bytes) {
    return (bytes + Region.BLOCK - 1) / Region.BLOCK;
  }

  /** Puts right what cannot be. */
  void repair() {
    Capacity capacity = header.capacity();
    for (Region region : Region.values()) {
      long most = blocks(capacity.bytes(region));
      if (region != Region.HEADER && (grown(region) < 0 || grown(region) > most)) {
        put(Header.grown(region), most, "blocks of region " + region.number);
      }
    }
    int blocks = 0;
    for (int block = 0; block < capacity.holdBlocks(); block++) {
      long stripe = header.get(Header.holdStripe(block));
      if (stripe != 0) {
        blocks = block + 1;
      }
      if (stripe < 0 || stripe > Header.STRIPES) {
        put(Header.holdStripe(block), owner(block), "as the owner of holds " + block);
      }
    }
    if (blocks != header.get(Header.HOLD_BLOCKS)) {
      put(Header.HOLD_BLOCKS, blocks, "blocks of holds");
    }
    for (int block = 0; block < blocks; block++) {
      if (header.get(Header.holdStripe(block)) == 0) {
        put(Header.holdStripe(block), owner(block), "as the owner of holds " + block);
      }
    }
    repairAccounts(capacity.accounts());
    cover(Region.ACCOUNTS, needed(header.get(Header.ACCOUNTS)));
    cover(Region.HOLDS, blocks);
  }

  private int owner(int block) {
    for (int i = 0; i < Header.STRIPES; i++) {
      if ((header.get(Header.stripe(i) + Header.FREE_HOLD) - 1) / Holds.PER_BLOCK == block) {
        return i + 1;
      }
    }
    return 1;
  }

  private void repairAccounts(int capacity) {
    long count = header.get(Header.ACCOUNTS);
    if (count >= 0
        && count <= capacity
        && !hasRecord((int) count + 1)
        && (count == 0 || isRecord((int) count - 1))) {
      return;
    }
    int found = 0;
    for (int i = 0; i < capacity; i++) {
      if (isRecord(i)) {
        found = i + 1;
      }
    }
    put(Header.ACCOUNTS, found, "accounts");
  }

  // Damaged or not; but where none was written there are zeros.
  private boolean isRecord(int index) {
    for (int at = 0; at < AccountRecord.BYTES; at += Long.BYTES) {
      if (U.getLong(accounts.address(index) + at) != 0) {
        return true;
      }
    }
    return false;
  }

  private void cover(Region region, long blocks) {
    if (grown(region) < blocks) {
      put(Header.grown(region), blocks, "blocks of region " + region.number);
    }
  }

  private void put(int offset, long value, String what) {
    said.add("the header said " + header.get(offset) + " " + what + ", and says " + value + " now");
    header.publish(offset, value);
  }
}
