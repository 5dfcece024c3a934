package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.util.BitSet;
import java.util.List;

/**
 * What must be true of runs' accounts, and of the records that are nobody's.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class RunCheck {
  /** Changes one account's record, and says what was done. */
  interface Changing {
    /** Does it, where it makes a difference. */
    void change(int index, CentralBooks.Change change, String what);
  }

  private static final Unsafe U = Unsafe.getUnsafe();

  private final Header header;
  private final Accounts accounts;
  private final List<String> said;

  RunCheck(Header header, Accounts accounts, List<String> said) {
    this.header = header;
    this.accounts = accounts;
    this.said = said;
  }

  /** Says what cannot be; tells how many records are nobody's. */
  int examine() {
    BitSet free = new BitSet();
    int[] live = live();
    for (int i = 0; i < accounts.count(); i++) {
      long address = accounts.address(i);
      if (!accounts.isTaken(i)) {
        free.set(i);
        continue;
      }
      String account = "account " + AccountRecord.name(address);
      if (U.getLong(address + AccountRecord.LIVE) != live[i]) {
        said.add(
            account
                + " counts "
                + U.getLong(address + AccountRecord.LIVE)
                + " runs' accounts below it, and there are "
                + live[i]);
      }
      if (isAstray(address)) {
        said.add(account + " is for good, and below a run's");
      }
      long owner = AccountRecord.owner(address);
      if (owner != AccountRecord.FOR_GOOD && !isThere(owner)) {
        said.add(account + " is of a run whose process is not there");
      }
    }
    String wrong = wrongInList(free);
    if (wrong != null) {
      said.add(wrong);
    }
    return free.cardinality();
  }

  private boolean isThere(long owner) {
    return owner > 0 && owner <= Header.PROCESSES && header.used((int) owner - 1);
  }

  private String wrongInList(BitSet free) {
    BitSet missed = (BitSet) free.clone();
    for (int i = first(); i >= 0; i = next(i)) {
      if (!missed.get(i)) {
        return "the list of free accounts comes to " + i + " wrongly";
      }
      missed.clear(i);
    }
    return missed.isEmpty()
        ? null
        : "account " + missed.nextSetBit(0) + " is nobody's, and not in the list of free ones";
  }

  private int first() {
    return (int) header.get(Header.FREE_ACCOUNT) - 1;
  }

  private int next(int index) {
    return (int) U.getLong(accounts.address(index) + AccountRecord.NEXT_FREE) - 1;
  }

  private int[] live() {
    int[] live = new int[accounts.count()];
    for (int i = 0; i < live.length; i++) {
      int parent = AccountRecord.parent(accounts.address(i));
      if (accounts.isTaken(i)
          && parent >= 0
          && AccountRecord.owner(accounts.address(i)) != AccountRecord.FOR_GOOD) {
        live[parent]++;
      }
    }
    return live;
  }

  private boolean isAstray(long address) {
    int parent = AccountRecord.parent(address);
    return parent >= 0
        && AccountRecord.owner(address) == AccountRecord.FOR_GOOD
        && AccountRecord.owner(accounts.address(parent)) != AccountRecord.FOR_GOOD;
  }

  /** Puts right what cannot be. No account is lost: one that cannot be of a run is for good. */
  void repair(Changing changing) {
    for (int i = 0; i < accounts.count(); i++) {
      repairPlace(i, changing);
    }
    for (int i = 0; i < accounts.count(); i++) {
      // From below up to the first that is for good.
      for (int each = i;
          accounts.isTaken(each) && isAstray(accounts.address(each));
          each = AccountRecord.parent(accounts.address(each))) {
        changing.change(
            AccountRecord.parent(accounts.address(each)),
            image -> image.set(AccountRecord.OWNER, AccountRecord.FOR_GOOD),
            "is for good from now on, as one below it is");
      }
    }
    int[] live = live();
    BitSet free = new BitSet();
    for (int i = 0; i < accounts.count(); i++) {
      long count = live[i];
      changing.change(
          i,
          image -> image.set(AccountRecord.LIVE, count),
          "how many runs' accounts there are below it was counted anew");
      free.set(i, !accounts.isTaken(i));
    }
    if (wrongInList(free) != null) {
      makeList(free, changing);
    }
  }

  private void makeList(BitSet free, Changing changing) {
    long first = 0;
    for (int i = free.previousSetBit(accounts.count()); i >= 0; i = free.previousSetBit(i - 1)) {
      long next = first;
      changing.change(
          i, image -> image.set(AccountRecord.NEXT_FREE, next), "is in its place among free ones");
      first = i + 1L;
    }
    header.publish(Header.FREE_ACCOUNT, first);
    said.add("the list of free accounts was made anew");
  }

  private void repairPlace(int index, Changing changing) {
    if (!accounts.isTaken(index)) {
      return;
    }
    if (!Verification.hasParents(accounts, index)) {
      changing.change(
          index,
          image -> {
            image.set(AccountRecord.PARENT, -1);
            image.halt(Repair.REASON);
          },
          "its parent cannot be one; it is a root account and halted");
    }
    long owner = AccountRecord.owner(accounts.address(index));
    if (owner < 0 || owner > Header.PROCESSES) {
      changing.change(
          index,
          image -> image.set(AccountRecord.OWNER, AccountRecord.FOR_GOOD),
          "no process can have it; it is for good from now on");
    } else if (owner != AccountRecord.FOR_GOOD) {
      header.claim((int) owner - 1); // so that somebody gives it back if its process is dead
    }
  }
}
