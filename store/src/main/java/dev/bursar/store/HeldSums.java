package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.util.BitSet;
import java.util.List;

/**
 * What the intact holds hold, by stripe and account, for a repair. Puts right the slots on the way,
 * and makes the lists of free ones anew.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class HeldSums {
  static final int[] HELD = {
    AccountRecord.HELD_USD,
    AccountRecord.HELD_INPUT,
    AccountRecord.HELD_OUTPUT,
    AccountRecord.HELD_CALLS,
    AccountRecord.HELD_RETRIES
  };
  static final int[] SPENT = {
    AccountRecord.SPENT_USD,
    AccountRecord.SPENT_INPUT,
    AccountRecord.SPENT_OUTPUT,
    AccountRecord.SPENT_CALLS,
    AccountRecord.SPENT_RETRIES
  };
  static final int UNITS = HELD.length;

  private static final Unsafe U = Unsafe.getUnsafe();

  private final Header header;
  private final Accounts accounts;
  private final Holds holds;
  private final List<String> done;
  private final long[][][] sums;
  private final BitSet damaged = new BitSet();

  HeldSums(Header header, Accounts accounts, Holds holds, List<String> done) {
    this.header = header;
    this.accounts = accounts;
    this.holds = holds;
    this.done = done;
    this.sums = new long[Header.STRIPES][accounts.count()][UNITS];
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      BitSet free = freeOf(stripe);
      for (int block = 0; block < holds.blocks(); block++) {
        if (holds.stripeOfBlock(block) == stripe) {
          add(stripe, block, free);
        }
      }
    }
  }

  long of(int stripe, int account, int unit) {
    return sums[stripe][account][unit];
  }

  /** The slots that a stripe's list of free ones names, as far as it makes sense. */
  private BitSet freeOf(int stripe) {
    BitSet seen = new BitSet();
    int index = holds.next(stripe);
    while (index >= 0
        && index < holds.blocks() * Holds.PER_BLOCK
        && holds.stripeOfBlock(index / Holds.PER_BLOCK) == stripe
        && !seen.get(index)) {
      seen.set(index);
      index = (int) U.getLong(holds.address(index) + Holds.NEXT_FREE) - 1;
    }
    return seen;
  }

  private void add(int stripe, int block, BitSet free) {
    for (int i = block * Holds.PER_BLOCK; i < (block + 1) * Holds.PER_BLOCK; i++) {
      long at = holds.address(i);
      if (Holds.stateOfSlot(at) == Holds.FREE) {
        continue;
      }
      if (free.get(i)) {
        done.add("hold " + i + " was in the list of free ones, and is free");
        damaged.set(i);
      } else if (!Holds.isWhole(at) && !Holds.mend(at)) {
        done.add("hold " + i + " was damaged: it ends, and what it held counts as spent");
        damaged.set(i);
      } else if (Holds.account(at) >= accounts.count()
          || Holds.account(at) < 0
          || !accounts.isTaken(Holds.account(at))) {
        damaged.set(i);
      } else {
        keep(stripe, at);
      }
    }
  }

  private void keep(int stripe, long at) {
    header.claim(Holds.owner(at)); // so that somebody ends it if its process is dead
    for (Account account : accounts.at(Holds.account(at)).chain) {
      long[] sum = sums[stripe][account.index];
      sum[0] += U.getLong(at + Holds.USD);
      sum[1] += U.getLong(at + Holds.INPUT);
      sum[2] += U.getLong(at + Holds.OUTPUT);
      sum[3]++;
      sum[4] += Holds.retries(at);
    }
  }

  /** Frees what was damaged, after it was charged, and makes the lists of free slots anew. */
  void free() {
    damaged.stream().forEach(index -> Holds.forget(holds.address(index)));
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      long first = 0;
      boolean changed = false;
      for (int i = holds.blocks() * Holds.PER_BLOCK - 1; i >= 0; i--) {
        if (holds.stripeOfBlock(i / Holds.PER_BLOCK) == stripe
            && Holds.stateOfSlot(holds.address(i)) == Holds.FREE) {
          changed |= U.getLong(holds.address(i) + Holds.NEXT_FREE) != first;
          U.putLong(holds.address(i) + Holds.NEXT_FREE, first);
          first = i + 1L;
        }
      }
      if (changed || header.get(Header.stripe(stripe) + Header.FREE_HOLD) != first) {
        header.publish(Header.stripe(stripe) + Header.FREE_HOLD, first);
        done.add("the list of free holds of stripe " + stripe + " was made anew");
      }
    }
  }
}
