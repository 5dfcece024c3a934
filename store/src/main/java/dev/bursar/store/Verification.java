package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Adds up the open holds and compares.
 *
 * <p>Threading: callers hold the store's lock.
 */
final class Verification {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int[] HELD = {
    AccountRecord.HELD_USD,
    AccountRecord.HELD_INPUT,
    AccountRecord.HELD_OUTPUT,
    AccountRecord.HELD_CALLS,
    AccountRecord.HELD_RETRIES
  };
  private static final String[] UNITS = {
    "nano-dollars", "input tokens", "output tokens", "calls", "retries"
  };

  private final Header header;
  private final Accounts accounts;
  private final Holds holds;
  private final List<String> problems = new ArrayList<>();

  Verification(Header header, Accounts accounts, Holds holds) {
    this.header = header;
    this.accounts = accounts;
    this.holds = holds;
  }

  VerifyReport report(int processes) {
    long[][] sums = new long[accounts.count()][HELD.length];
    int open = 0;
    for (int i = 0; i < holds.used(); i++) {
      long at = holds.address(i);
      if (Holds.stateOfSlot(at) != Holds.FREE) {
        open++;
        add(at, i, sums);
      }
    }
    for (int i = 0; i < sums.length; i++) {
      compare(accounts.at(i), sums[i]);
    }
    checkFreeSlots(open);
    if (header.get(Header.PENDING) != 0) {
      problems.add("the journal is not empty");
    }
    return new VerifyReport(sums.length, open, processes, problems);
  }

  private void add(long hold, int index, long[][] sums) {
    if (!header.used(U.getInt(hold + Holds.OWNER))) {
      problems.add("hold " + index + " is open, and its process is not there");
    }
    for (Account account : accounts.at(U.getInt(hold + Holds.ACCOUNT)).chain) {
      long[] sum = sums[account.index];
      sum[0] += U.getLong(hold + Holds.USD);
      sum[1] += U.getLong(hold + Holds.INPUT);
      sum[2] += U.getLong(hold + Holds.OUTPUT);
      sum[3]++;
      sum[4] += U.getLong(hold + Holds.RETRIES);
    }
  }

  private void compare(Account account, long[] sum) {
    for (int i = 0; i < HELD.length; i++) {
      long held = U.getLong(account.address + HELD[i]);
      if (held != sum[i]) {
        problems.add(
            "account "
                + account.name()
                + " holds "
                + held
                + " "
                + UNITS[i]
                + ", and its open holds "
                + sum[i]);
      }
    }
  }

  private void checkFreeSlots(int open) {
    BitSet seen = new BitSet();
    for (long next = header.get(Header.FREE_HOLD);
        next != 0;
        next = U.getInt(holds.address((int) next - 1) + Holds.NEXT_FREE)) {
      int index = (int) next - 1;
      if (index >= holds.used() || seen.get(index)) {
        problems.add("the list of free holds comes to " + index + " twice, or beyond its end");
        return;
      }
      seen.set(index);
      if (Holds.stateOfSlot(holds.address(index)) != Holds.FREE) {
        problems.add("hold " + index + " is open and in the list of free ones");
      }
    }
    if (seen.cardinality() + open != holds.used()) {
      problems.add(
          holds.used()
              + " holds were used, "
              + open
              + " are open, "
              + seen.cardinality()
              + " free");
    }
  }
}
