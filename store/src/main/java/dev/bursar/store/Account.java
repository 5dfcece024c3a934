package dev.bursar.store;

/**
 * A node of the account tree, as one process sees it: a call on it counts on it and on all its
 * ancestors. Obtained from {@link Ledger#account}; valid until the store is closed. Threading: any
 * thread.
 */
public final class Account {
  /** The deepest that the tree can be. */
  public static final int MAX_DEPTH = 16;

  final Accounts owner;
  final int index;
  final long place;

  /** This account first, the root last. */
  final Account[] chain;

  final long address;

  private final String name;
  private final Account parent;

  Account(Accounts owner, int index, String name, Account parent, long address) {
    this.owner = owner;
    this.index = index;
    this.place = Accounts.place(index);
    this.name = name;
    this.parent = parent;
    this.address = address;
    int depth = parent == null ? 1 : parent.chain.length + 1;
    this.chain = new Account[depth];
    chain[0] = this;
    if (parent != null) {
      System.arraycopy(parent.chain, 0, chain, 1, depth - 1);
    }
  }

  /** The name, unique in the store. */
  public String name() {
    return name;
  }

  /** The parent, or null for a root account. */
  public Account parent() {
    return parent;
  }

  @Override
  public String toString() {
    return name;
  }
}
