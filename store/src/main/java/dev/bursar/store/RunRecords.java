package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;

/**
 * The records of runs' accounts. A run's account has one from its first call on; it gives it back
 * when its run has ended and nothing is held on it, or when others need it more, and takes what it
 * has spent with it, on the heap of its process. What it spent is in its ancestors' records
 * already. Its next call brings it back, in another place.
 *
 * <p>A record's generation tells the accounts that were in one place apart. While a hold is open on
 * an account, or an account below it has a record, it keeps its place.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class RunRecords {
  private static final Unsafe U = Unsafe.getUnsafe();

  /**
   * How many records are taken from accounts that do not need them now, where there is none left.
   */
  private static final int ROOM = 64;

  private final Accounts accounts;
  private final CentralBooks books;
  private final int slot;

  RunRecords(Accounts accounts, CentralBooks books, int slot) {
    this.accounts = accounts;
    this.books = books;
    this.slot = slot;
  }

  private static long owner(int slot) {
    return slot + 1L;
  }

  /** A new account of a run, with the next number after its name. */
  Account begin(String name, Account parent, Limits limits, long now) {
    bring(parent, now);
    long number = U.getLong(parent.address + AccountRecord.RUNS);
    String numbered;
    do {
      number++;
      numbered = name + '/' + number;
    } while (accounts.findNamed(AccountRecord.key(numbered)) != null);
    return give(new Account(accounts, numbered, parent, limits), number, now);
  }

  /** A new account below a run's. */
  Account below(String name, Account parent, Limits limits, long now) {
    bring(parent, now);
    return give(new Account(accounts, name, parent, limits), 0, now);
  }

  private Account give(Account account, long number, long now) {
    byte[] key = AccountRecord.key(account.name());
    Accounts.failIfTooDeep(account.name(), account.parent());
    int index = accounts.place(account.name(), account.parent());
    account.take(index, accounts.address(index), accounts.generation(index));
    books.add(account, key, owner(slot), account.limits(), number, now);
    account.luggage = null;
    account.present = true;
    accounts.know(account);
    return account;
  }

  /**
   * Makes sure that an account has a record, to pay from it.
   *
   * @throws StoreException when there is no room for it, or it is of another process's run
   */
  void bring(Account account, long now) {
    if (!account.present) {
      if (!account.isOwnRun()) {
        throw new StoreException(
            "account "
                + account.name()
                + " is of a run in another process, which alone pays from it");
      }
      look(account, now);
    }
  }

  /**
   * Makes sure that an account has a record, to look at it or to change it.
   *
   * @throws StoreException when there is no room for it, or its run, in another process, has ended
   */
  void look(Account account, long now) {
    if (account.present) {
      return;
    }
    boolean current = account.isCurrent();
    if (account.isOwnRun() && current) {
      account.present = true; // An error came between what was written and what was noted.
    } else if (account.isOwnRun()) {
      bring(account.parent(), now);
      give(account, 0, now);
    } else if (!current) {
      throw new StoreException("account " + account.name() + " is gone: its run has ended");
    }
  }

  /** Lets an account go whose run has ended, and those above it of which the same is true. */
  void dismiss(Account account) {
    for (Account each = account;
        each != null && each.over && each.present && canGo(each);
        each = each.parent()) {
      putAway(each);
    }
  }

  // A halt is an operator's word: it stays where it can be read and undone.
  private static boolean canGo(Account account) {
    return AccountRecord.isIdle(account.address)
        && U.getLong(account.address + AccountRecord.HALTED) == 0;
  }

  private void putAway(Account account) {
    account.luggage = books.luggage(account);
    account.present = false;
    books.remove(account);
    accounts.forget(account);
  }

  /**
   * Takes records from accounts of this process's runs that do not need them now.
   *
   * @param parent this one and those above it keep theirs; or null
   */
  void makeRoom(Account parent) {
    int left = ROOM;
    for (int i = 0; i < accounts.count() && left > 0; i++) {
      Account account = accounts.known(i);
      if (account != null
          && account.isOwnRun()
          && account.present
          && canGo(account)
          && !isAbove(account, parent)) {
        putAway(account);
        left--;
      }
    }
  }

  private static boolean isAbove(Account account, Account parent) {
    for (Account each = parent; each != null; each = each.parent()) {
      if (each == account) {
        return true;
      }
    }
    return false;
  }

  /**
   * Gives back a record of a process that is not there any more, and those above it that no other
   * needs. Its holds have ended.
   *
   * @param from where to begin to look
   * @return where to go on; or −1 where there is none left
   */
  int giveBack(int of, int from) {
    for (int i = from; i < accounts.count(); i++) {
      if (isLeft(accounts.address(i), of)) {
        for (Account each = accounts.at(i); each != null && isLeft(each.address, of); ) {
          putAway(each);
          each = each.parent();
        }
        return i + 1;
      }
    }
    return -1;
  }

  private static boolean isLeft(long address, int of) {
    return AccountRecord.owner(address) == owner(of) && AccountRecord.isIdle(address);
  }
}
