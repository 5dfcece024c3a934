package dev.bursar.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The accounts. Their records lie in a region, by number; the map of names tells a name's number. A
 * number is an account's once the header's count is above it: what a process that died left beyond
 * that is overwritten, and a name whose record has another one counts as none. Accounts of runs
 * come and go, and are not in the map.
 *
 * <p>Threading: callers hold all locks of the store, but for {@link #known}.
 */
final class Accounts implements Names.Records {
  private final Header header;
  private final Regions regions;
  private final Names names;
  private final Journal journal;
  private final CentralBooks books;
  private final RunRecords runs;
  private final Map<String, Account> byName = new HashMap<>();

  /** By number; null where this process has not met it yet. Grows by being replaced. */
  private Account[] byIndex = new Account[16];

  Accounts(
      Header header, int slot, Regions regions, Names names, Journal journal, CentralBooks books) {
    this.header = header;
    this.regions = regions;
    this.names = names;
    this.journal = journal;
    this.books = books;
    this.runs = new RunRecords(this, books, slot);
  }

  /** Those of runs. */
  RunRecords runs() {
    return runs;
  }

  /** The journal's place of a record. */
  static long place(int index) {
    return Region.ACCOUNTS.place() + (long) index * AccountRecord.BYTES;
  }

  @Override
  public byte[] key(int number) {
    long address = address(number);
    return AccountRecord.owner(address) == AccountRecord.FOR_GOOD
        ? AccountRecord.key(AccountRecord.name(address))
        : null;
  }

  @Override
  public int count() {
    return (int) header.get(Header.ACCOUNTS);
  }

  /** The account of a name, or null where there is none. */
  Account find(String name) {
    Account known = byName.get(name);
    if (known != null || byName.size() == count()) {
      return known;
    }
    byte[] key = AccountRecord.key(name);
    Account account = findNamed(key);
    return account == null ? search(key) : account;
  }

  /** The account of a name that the map of names knows, or null. */
  Account findNamed(byte[] key) {
    int index = names.find(key);
    return index >= 0 && index < count() && AccountRecord.hasName(address(index), key)
        ? at(index)
        : null;
  }

  // The map only helps to find: were it damaged, a second account of the name would have the whole
  // limit again.
  private Account search(byte[] key) {
    for (int i = 0; i < count(); i++) {
      if (AccountRecord.hasName(address(i), key)) {
        Account account = at(i);
        if (AccountRecord.owner(account.address) == AccountRecord.FOR_GOOD) {
          names.put(key, i);
        }
        return account;
      }
    }
    return null;
  }

  /** The address of a record. */
  long address(int index) {
    return regions.address(place(index));
  }

  /**
   * The account that had a number when this process last looked, or null where it never did: of a
   * run's, the number may have gone to another one since. Under any lock.
   */
  Account known(int index) {
    Account[] known = byIndex;
    return index < known.length ? known[index] : null;
  }

  /** The account of a number below {@link #count}. */
  Account at(int index) {
    return at(index, 1);
  }

  private Account at(int index, int level) {
    Account known = known(index);
    if (known != null && known.isCurrent()) {
      return known;
    }
    long address = address(index);
    int parent = AccountRecord.parent(address);
    if (parent >= count()
        || level > Account.MAX_DEPTH
        || (parent >= 0 && !AccountRecord.isTaken(address(parent)))) {
      throw new StoreException(
          "the record of account " + index + " names a parent that cannot be one: " + parent);
    }
    Account above = parent < 0 ? null : at(parent, level + 1);
    Account account = new Account(this, index, AccountRecord.name(address), above, address);
    if (AccountRecord.isTaken(address)) {
      know(account);
    }
    return account;
  }

  /** Whether there is an account of a number. */
  boolean isTaken(int index) {
    return AccountRecord.isTaken(address(index));
  }

  /**
   * The account of a name, made if it is not there, with these limits from now on.
   *
   * @throws StoreException when it has another parent, the store is full or the tree too deep
   */
  Account open(String name, Account parent, Limits limits, long now) {
    Account account = find(name);
    if (account == null) {
      return make(name, parent, limits, now);
    }
    if (AccountRecord.owner(account.address) != AccountRecord.FOR_GOOD) {
      throw new StoreException(
          "account " + name + " is of a run: give this one another name, or wait for its end");
    }
    if (account.parent() != parent) {
      throw new StoreException(
          "account "
              + name
              + " is "
              + below(account.parent())
              + " in the store and "
              + below(parent)
              + " here: give it another name, or its parent back");
    }
    if (!AccountRecord.limits(account.address).equals(limits)) {
      books.change(account, now, image -> image.limit(limits, now));
    }
    return account;
  }

  /** Throws where an account is of another store. */
  void checkOurs(Account account) {
    if (account.owner != this) {
      throw new IllegalArgumentException(
          "account " + account.name() + " is of another store: ask this one for it");
    }
  }

  private static String below(Account parent) {
    return parent == null ? "a root account" : "a child of " + parent.name();
  }

  private Account make(String name, Account parent, Limits limits, long now) {
    byte[] key = AccountRecord.key(name);
    failIfTooDeep(name, parent);
    int index = place(name, parent);
    names.put(key, index);
    Account account = new Account(this, name, parent, null);
    account.take(index, address(index), generation(index));
    books.add(account, key, AccountRecord.FOR_GOOD, limits, 0, now);
    account.present = true;
    know(account);
    return account;
  }

  /**
   * Fails for an account that no parent can have.
   *
   * @throws StoreException when the tree would be too deep
   */
  static void failIfTooDeep(String name, Account parent) {
    if (parent != null && parent.chain.length == Account.MAX_DEPTH) {
      throw new StoreException(
          "account "
              + name
              + " would be on level "
              + (Account.MAX_DEPTH + 1)
              + " of the tree, and there are "
              + Account.MAX_DEPTH
              + ": give it a parent higher up");
    }
  }

  /**
   * The record that the next account takes.
   *
   * @throws StoreException when there is none left
   */
  int place(String name, Account parent) {
    int index = free();
    if (index < 0) {
      runs.makeRoom(parent);
      index = free();
    }
    if (index < 0) {
      throw new StoreException(
          "account "
              + name
              + " cannot be made: the store was made for "
              + header.capacity().accounts()
              + " accounts and has them all; make one for more in another directory");
    }
    if (index == count()) {
      grow((index + 1) * (long) AccountRecord.BYTES - 1);
    }
    return index;
  }

  /** The generation of the account that takes a free record. */
  long generation(int index) {
    return index == count() ? 0 : AccountRecord.generation(address(index));
  }

  private int free() {
    int free = (int) header.get(Header.FREE_ACCOUNT) - 1;
    if (free < 0) {
      return count() < header.capacity().accounts() ? count() : -1;
    }
    if (free >= count() || isTaken(free)) {
      throw new StoreException(
          "the list of free accounts names "
              + free
              + ", which is not one: java -jar bursar.jar doctor tells more, and doctor --repair"
              + " mends it");
    }
    return free;
  }

  private void grow(long lastByte) {
    int block = (int) (lastByte / Region.BLOCK);
    if (!regions.has(Region.ACCOUNTS, block)) {
      journal.commit(regions.grow(Region.ACCOUNTS, block, journal, 0));
    }
  }

  /** Finds the account by its number from now on, and one for good by its name. */
  void know(Account account) {
    Account[] known = byIndex;
    if (account.index >= known.length) {
      known = Arrays.copyOf(known, Math.max(account.index + 1, known.length * 2));
    }
    known[account.index] = account;
    byIndex = known;
    if (AccountRecord.owner(account.address) == AccountRecord.FOR_GOOD) {
      byName.put(account.name(), account);
    }
  }

  /** The account has given back its record. */
  void forget(Account account) {
    byIndex[account.index] = null;
  }
}
