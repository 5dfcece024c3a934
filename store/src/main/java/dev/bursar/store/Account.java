package dev.bursar.store;

/**
 * A node of the account tree, as one process sees it: a call on it counts on it and on all its
 * ancestors. Obtained from {@link Ledger}; valid until the store is closed. Threading: any thread.
 *
 * <p>A run's account gives its record back when the run has ended and nothing is held on it; the
 * next reservation brings it back, with all that it had spent.
 */
public final class Account {
  /** The deepest that the tree can be. */
  public static final int MAX_DEPTH = 16;

  final Accounts owner;

  /** This account first, the root last. */
  final Account[] chain;

  /**
   * Where the record is: of a run's account it changes. Written under all locks, read under any.
   */
  int index;

  long place;
  long address;
  long generation;

  /**
   * Whether the record is this account's for as long as somebody has a lock. Where not, somebody
   * with all locks has to look. As {@link #index}.
   */
  boolean present;

  /** Whether its run has ended. As {@link #index}. */
  boolean over;

  /** What a run's account takes with it while it has no record; else null. As {@link #index}. */
  long[] luggage;

  private final String name;
  private final Account parent;
  private final Limits limits; // null where it is not of a run of this process

  /**
   * One without a record yet.
   *
   * @param limits those of a run of this process; else null
   */
  Account(Accounts owner, String name, Account parent, Limits limits) {
    this.owner = owner;
    this.name = name;
    this.parent = parent;
    this.limits = limits;
    int depth = parent == null ? 1 : parent.chain.length + 1;
    this.chain = new Account[depth];
    chain[0] = this;
    if (parent != null) {
      System.arraycopy(parent.chain, 0, chain, 1, depth - 1);
    }
  }

  /** One that has a record already, and is of no run of this process. */
  Account(Accounts owner, int index, String name, Account parent, long address) {
    this(owner, name, parent, null);
    take(index, address, AccountRecord.generation(address));
    present = AccountRecord.owner(address) == AccountRecord.FOR_GOOD;
  }

  /** Gives it a record. */
  void take(int newIndex, long newAddress, long newGeneration) {
    index = newIndex;
    place = Accounts.place(newIndex);
    address = newAddress;
    generation = newGeneration;
  }

  /** Whether its record is still its own. */
  boolean isCurrent() {
    return address != 0 && AccountRecord.generation(address) == generation;
  }

  /** Whether it is of a run of this process. */
  boolean isOwnRun() {
    return limits != null;
  }

  /** The limits that its run has; null where it is not of a run of this process. */
  Limits limits() {
    return limits;
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
