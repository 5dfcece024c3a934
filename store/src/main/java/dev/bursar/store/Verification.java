package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Adds up the open holds and compares, and looks at every check.
 *
 * <p>Threading: callers hold all locks of the store.
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
  private static final int[] SPENT = {
    AccountRecord.SPENT_USD,
    AccountRecord.SPENT_INPUT,
    AccountRecord.SPENT_OUTPUT,
    AccountRecord.SPENT_CALLS,
    AccountRecord.SPENT_RETRIES
  };
  static final String[] UNITS = {
    "nano-dollars", "input tokens", "output tokens", "calls", "retries"
  };

  private final Header header;
  private final Accounts accounts;
  private final Holds holds;
  private final Image image = new Image();
  private final List<String> problems = new ArrayList<>();

  Verification(Header header, Accounts accounts, Holds holds) {
    this.header = header;
    this.accounts = accounts;
    this.holds = holds;
  }

  /**
   * Looks at the checks of all accounts.
   *
   * @throws StoreException when a record was changed by anything but the store
   */
  static void failIfDamaged(Header header, Accounts accounts) {
    List<String> wrong = new ArrayList<>();
    new Counters(header, accounts, wrong).examine();
    if (!wrong.isEmpty()) {
      throw new StoreException(
          wrong.get(0) + ": java -jar bursar.jar doctor tells more, and doctor --repair mends it");
    }
    for (int i = 0; i < accounts.count(); i++) {
      if (!AccountRecord.isWhole(accounts.address(i), i)) {
        throw Image.damaged(AccountRecord.name(accounts.address(i)));
      }
    }
    Image image = new Image();
    for (int i = 0; i < accounts.count(); i++) {
      image.loadAsItIs(accounts.at(i));
      if (!image.quotas.hold()) {
        throw new StoreException(
            tooMuch(accounts.at(i))
                + ": java -jar bursar.jar doctor tells more, and doctor --repair mends it");
      }
    }
  }

  VerifyReport report(int processes) {
    new Counters(header, accounts, problems).examine();
    if (!problems.isEmpty()) {
      return new VerifyReport(0, 0, processes, problems);
    }
    int count = accounts.count();
    for (int i = 0; i < count; i++) {
      if (!AccountRecord.isWhole(accounts.address(i), i)) {
        problems.add(
            "the record of account "
                + AccountRecord.name(accounts.address(i))
                + " was changed by something else than Bursar: its check is wrong");
      }
    }
    if (!haveParents(count)) {
      return new VerifyReport(count, 0, processes, problems);
    }
    int free = new RunCheck(header, accounts, problems).examine();
    long[][][] sums = new long[Header.STRIPES][count][HELD.length];
    int open = 0;
    for (int block = 0; block < holds.blocks(); block++) {
      open += addBlock(block, sums);
    }
    for (int i = 0; i < count; i++) {
      Account account = accounts.at(i);
      for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
        compare(account, stripe, sums[stripe][i]);
      }
      image.loadAsItIs(account);
      if (!image.quotas.hold()) {
        problems.add(tooMuch(account));
      }
    }
    compareChildren(count);
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      checkFree(stripe);
      if (header.get(Header.stripe(stripe) + Header.STRIPE_PENDING) != 0) {
        problems.add("the journal of stripe " + stripe + " is not empty");
      }
    }
    if (header.get(Header.PENDING) != 0) {
      problems.add("the central journal is not empty");
    }
    return new VerifyReport(count - free, open, processes, problems);
  }

  private static String tooMuch(Account account) {
    return "account " + account.name() + " lets its stripes take more than its limit";
  }

  private boolean haveParents(int count) {
    for (int i = 0; i < count; i++) {
      if (!hasParents(accounts, i)) {
        problems.add("the record of account " + i + " names a parent that cannot be one");
        return false;
      }
    }
    return true;
  }

  /** Whether the parents of an account are accounts, and end with a root. */
  static boolean hasParents(Accounts accounts, int index) {
    int parent = AccountRecord.parent(accounts.address(index));
    for (int level = 1; parent >= 0 && level < Account.MAX_DEPTH; level++) {
      if (parent >= accounts.count() || !accounts.isTaken(parent)) {
        return false;
      }
      parent = AccountRecord.parent(accounts.address(parent));
    }
    return parent == -1;
  }

  private int addBlock(int block, long[][][] sums) {
    int open = 0;
    int stripe = holds.stripeOfBlock(block);
    if (stripe < 0 || stripe >= Header.STRIPES) {
      problems.add("block " + block + " of holds belongs to stripe " + stripe);
      return 0;
    }
    for (int i = block * Holds.PER_BLOCK; i < (block + 1) * Holds.PER_BLOCK; i++) {
      long at = holds.address(i);
      if (Holds.stateOfSlot(at) != Holds.FREE) {
        open++;
        add(at, i, sums[stripe]);
      }
    }
    return open;
  }

  private void add(long hold, int index, long[][] sums) {
    int payer = Holds.account(hold);
    if (!Holds.isWhole(hold) || payer < 0 || payer >= sums.length || !accounts.isTaken(payer)) {
      problems.add(
          "the record of hold "
              + index
              + " was changed by something else than Bursar: its check is wrong");
      return;
    }
    if (!header.used(Holds.owner(hold))) {
      problems.add("hold " + index + " is open, and its process is not there");
    }
    for (Account account : accounts.at(Holds.account(hold)).chain) {
      long[] sum = sums[account.index];
      sum[0] += U.getLong(hold + Holds.USD);
      sum[1] += U.getLong(hold + Holds.INPUT);
      sum[2] += U.getLong(hold + Holds.OUTPUT);
      sum[3]++;
      sum[4] += Holds.retries(hold);
    }
  }

  private void compare(Account account, int stripe, long[] sum) {
    for (int i = 0; i < HELD.length; i++) {
      long held = AccountRecord.get(part(account, stripe), HELD[i]);
      if (held != sum[i]) {
        problems.add(
            "account "
                + account.name()
                + " holds "
                + held
                + " "
                + UNITS[i]
                + " in stripe "
                + stripe
                + ", and its open holds "
                + sum[i]);
      }
    }
  }

  // Where an account never had a window, it has spent at least what its children have.
  private void compareChildren(int count) {
    long[][] children = new long[count][SPENT.length];
    for (int i = 0; i < count; i++) {
      Account parent = accounts.at(i).parent();
      if (parent != null) {
        for (int unit = 0; unit < SPENT.length; unit++) {
          children[parent.index][unit] += spent(accounts.at(i), SPENT[unit]);
        }
      }
    }
    for (int i = 0; i < count; i++) {
      for (int unit = 0; unit < SPENT.length && isForever(accounts.at(i)); unit++) {
        long own = spent(accounts.at(i), SPENT[unit]) - children[i][unit];
        if (own < 0) {
          problems.add(
              "account "
                  + accounts.at(i).name()
                  + " has spent "
                  + -own
                  + " "
                  + UNITS[unit]
                  + " less than its children together");
        }
      }
    }
  }

  static boolean isForever(Account account) {
    return U.getLong(account.address + AccountRecord.WINDOW_START) == 0
        && U.getLong(account.address + AccountRecord.WINDOW_END) == Long.MAX_VALUE;
  }

  private static long part(Account account, int stripe) {
    return account.address + AccountRecord.part(stripe);
  }

  static long spent(Account account, int offset) {
    long sum = 0;
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      sum += AccountRecord.get(part(account, stripe), offset);
    }
    return sum;
  }

  private void checkFree(int stripe) {
    BitSet seen = new BitSet();
    for (int index = holds.next(stripe);
        index >= 0;
        index = (int) U.getLong(holds.address(index) + Holds.NEXT_FREE) - 1) {
      int block = index / Holds.PER_BLOCK;
      if (block >= holds.blocks() || seen.get(index) || holds.stripeOfBlock(block) != stripe) {
        problems.add(
            "the list of free holds of stripe " + stripe + " comes to " + index + " wrongly");
        return;
      }
      seen.set(index);
    }
    for (int block = 0; block < holds.blocks(); block++) {
      if (holds.stripeOfBlock(block) == stripe) {
        checkBlock(block, seen);
      }
    }
  }

  private void checkBlock(int block, BitSet free) {
    for (int i = block * Holds.PER_BLOCK; i < (block + 1) * Holds.PER_BLOCK; i++) {
      boolean isFree = Holds.stateOfSlot(holds.address(i)) == Holds.FREE;
      if (isFree != free.get(i)) {
        problems.add(
            "hold "
                + i
                + (isFree
                    ? " is free and not in the list of free ones"
                    : " is open and in the list of free ones"));
        return;
      }
    }
  }
}
