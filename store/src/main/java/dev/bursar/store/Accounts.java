package dev.bursar.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The accounts. Their records lie in a region, by number; the map of names tells a name's number. A
 * number is an account's once the header's count is above it: what a process that died left beyond
 * that is overwritten, and a name whose record has another one counts as none.
 *
 * <p>Threading: callers hold all locks of the store, but for {@link #known}.
 */
final class Accounts implements Names.Records {
  private final Header header;
  private final Regions regions;
  private final Names names;
  private final Journal journal;
  private final CentralBooks books;
  private final Map<String, Account> byName = new HashMap<>();

  /** By number; null where this process has not met it yet. Grows by being replaced. */
  private Account[] byIndex = new Account[16];

  Accounts(Header header, Regions regions, Names names, Journal journal, CentralBooks books) {
    this.header = header;
    this.regions = regions;
    this.names = names;
    this.journal = journal;
    this.books = books;
  }

  /** The journal's place of a record. */
  static long place(int index) {
    return Region.ACCOUNTS.place() + (long) index * AccountRecord.BYTES;
  }

  @Override
  public byte[] key(int number) {
    return AccountRecord.key(at(number).name());
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
    int index = names.find(AccountRecord.key(name));
    if (index >= 0 && index < count()) {
      Account account = at(index);
      if (account.name().equals(name)) {
        return account;
      }
    }
    return search(name);
  }

  // The map only helps to find: were it damaged, a second account of the name would have the whole
  // limit again.
  private Account search(String name) {
    byte[] key = AccountRecord.key(name);
    for (int i = 0; i < count(); i++) {
      if (AccountRecord.hasName(address(i), key)) {
        names.put(key, i);
        return at(i);
      }
    }
    return null;
  }

  /** The address of a record. */
  long address(int index) {
    return regions.address(place(index));
  }

  /** The account of a number, or null where this process has not met it. Under any lock. */
  Account known(int index) {
    Account[] known = byIndex;
    return index < known.length ? known[index] : null;
  }

  /** The account of a number below {@link #count}. */
  Account at(int index) {
    Account known = known(index);
    if (known != null) {
      return known;
    }
    long address = address(index);
    int parent = AccountRecord.parent(address);
    if (parent >= index) {
      throw new StoreException(
          "the record of account " + index + " names a parent that cannot be one: " + parent);
    }
    Account account =
        new Account(
            this, index, AccountRecord.name(address), parent < 0 ? null : at(parent), address);
    know(account);
    return account;
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
    int index = count();
    if (index >= header.capacity().accounts()) {
      throw new StoreException(
          "account "
              + name
              + " cannot be made: the store was made for "
              + header.capacity().accounts()
              + " accounts and has them all; make one for more in another directory");
    }
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
    grow((index + 1) * (long) AccountRecord.BYTES - 1);
    names.put(key, index);
    Account account = new Account(this, index, name, parent, address(index));
    books.add(account, key, limits, now);
    know(account);
    return account;
  }

  private void grow(long lastByte) {
    int block = (int) (lastByte / Region.BLOCK);
    if (!regions.has(Region.ACCOUNTS, block)) {
      journal.commit(regions.grow(Region.ACCOUNTS, block, journal, 0));
    }
  }

  private void know(Account account) {
    Account[] known = byIndex;
    if (account.index >= known.length) {
      known = Arrays.copyOf(known, Math.max(account.index + 1, known.length * 2));
    }
    known[account.index] = account;
    byIndex = known;
    byName.put(account.name(), account);
  }
}
