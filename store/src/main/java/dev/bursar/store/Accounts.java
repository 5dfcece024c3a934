package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The accounts. Their records lie in pages, by number; the map of accounts tells a name's number. A
 * number is an account's once the header's count is above it: what a process that died left beyond
 * that is overwritten, and an entry whose record has another name counts as none.
 *
 * <p>Threading: callers hold the store's lock.
 */
final class Accounts {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int PER_PAGE = Pages.BYTES / AccountRecord.BYTES;

  private final Header header;
  private final Maps maps;
  private final Journal journal;
  private final Booking booking;
  private final Pages pages;
  private final Map<String, Account> byName = new HashMap<>();
  private final List<Account> byIndex = new ArrayList<>();

  Accounts(Header header, Maps maps, Journal journal, Booking booking) {
    this.header = header;
    this.maps = maps;
    this.journal = journal;
    this.booking = booking;
    this.pages = maps.pages(Pages.Kind.ACCOUNTS);
  }

  /** How many pages the records of a store need. */
  static int pages(int capacity) {
    return (capacity + PER_PAGE - 1) / PER_PAGE;
  }

  /** The journal's place of a record. */
  static long place(int index) {
    return Journal.place(Pages.Kind.ACCOUNTS, index / PER_PAGE) + offset(index);
  }

  private static int offset(int index) {
    return index % PER_PAGE * AccountRecord.BYTES;
  }

  /** The records lie in another file now. */
  void moved() {
    for (Account account : byIndex) {
      if (account != null) {
        account.address = pages.get(account.index / PER_PAGE) + offset(account.index);
      }
    }
  }

  /** Every account's name leads to it again, whatever the map of names has lost. */
  void repair() {
    for (int i = 0; i < count(); i++) {
      byte[] key = AccountRecord.key(at(i).name());
      long found = maps.accounts().find(key);
      if (found == 0 || U.getLong(found) != i) {
        maps.accounts().insert(key, number(i));
      }
    }
  }

  private static byte[] number(int index) {
    byte[] number = new byte[Long.BYTES];
    U.putLong(number, Unsafe.ARRAY_BYTE_BASE_OFFSET, index);
    return number;
  }

  int count() {
    return (int) header.get(Header.ACCOUNTS);
  }

  /** The account of a name, or null where there is none. */
  Account find(String name) {
    Account known = byName.get(name);
    if (known != null || byName.size() == count()) {
      return known;
    }
    long found = maps.accounts().find(AccountRecord.key(name));
    int index = found == 0 ? Integer.MAX_VALUE : (int) U.getLong(found);
    if (index >= count()) {
      return null;
    }
    Account account = at(index);
    return account.name().equals(name) ? account : null;
  }

  /** The account of a number below {@link #count}. */
  Account at(int index) {
    while (byIndex.size() <= index) {
      byIndex.add(null);
    }
    Account known = byIndex.get(index);
    if (known != null) {
      return known;
    }
    long address = pages.get(index / PER_PAGE) + offset(index);
    int parent = AccountRecord.parent(address);
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
      journal.begin();
      booking.limit(account, now, limits);
      journal.commit();
    }
    return account;
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
    long address = pages.make(index / PER_PAGE) + offset(index);
    AccountRecord.init(address, key, parent == null ? -1 : parent.index, now);
    maps.accounts().insert(key, number(index));
    Account account = new Account(this, index, name, parent, address);
    journal.begin();
    journal.putHeader(Header.ACCOUNTS, index + 1L);
    booking.limit(account, now, limits);
    journal.commit();
    know(account);
    return account;
  }

  private void know(Account account) {
    while (byIndex.size() <= account.index) {
      byIndex.add(null);
    }
    byIndex.set(account.index, account);
    byName.put(account.name(), account);
  }
}
