package dev.bursar.store;

/**
 * How large a store is made, and how it is used. The four capacities count only when the store is
 * made: one that exists keeps its own. Immutable.
 */
public final class StoreOptions {
  /** The most accounts that a store can be made for. */
  public static final int MAX_ACCOUNTS = 1 << 20;

  /** The most open holds that a store can be made for. */
  public static final int MAX_HOLDS = 1 << 17;

  /** The most records that a history can be made for. */
  public static final int MAX_RECORDS = 1 << 22;

  private static final StoreOptions DEFAULTS = new Builder().build();

  private final int accounts;
  private final int holds;
  private final int calls;
  private final int reads;
  private final Durability durability;
  private final long lockTimeoutMillis;
  private final long logBytes;

  private StoreOptions(Builder builder) {
    accounts = builder.accounts;
    holds = builder.holds;
    calls = builder.calls;
    reads = builder.reads;
    durability = builder.durability;
    lockTimeoutMillis = builder.lockTimeoutMillis;
    logBytes = builder.logBytes;
  }

  /** 10,000 accounts, 100,000 holds, 1,000,000 calls, 65,536 reads, {@link Durability#PROCESS}. */
  public static StoreOptions defaults() {
    return DEFAULTS;
  }

  /** Starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** How many accounts there can be. */
  public int accounts() {
    return accounts;
  }

  /** How many holds can be open at one moment. */
  public int holds() {
    return holds;
  }

  /** How many calls the history keeps. */
  public int calls() {
    return calls;
  }

  /** How many reads the read log keeps. */
  public int reads() {
    return reads;
  }

  /** What a change survives. */
  public Durability durability() {
    return durability;
  }

  /** How long to wait for a live process that does not let go of the store, in milliseconds. */
  public long lockTimeoutMillis() {
    return lockTimeoutMillis;
  }

  /** How long a file of the log may get, in bytes. */
  long logBytes() {
    return logBytes;
  }

  /** Builds {@link StoreOptions}. One thread at a time. */
  public static final class Builder {
    private int accounts = 10_000;
    private int holds = 100_000;
    private int calls = 1_000_000;
    private int reads = 65_536;
    private Durability durability = Durability.PROCESS;
    private long lockTimeoutMillis = 5_000;
    private long logBytes = 8 << 20;

    private Builder() {}

    /**
     * Sets how many accounts there can be.
     *
     * @param count 1 to {@link #MAX_ACCOUNTS}
     * @return this
     */
    public Builder accounts(int count) {
      accounts = checked("accounts", count, MAX_ACCOUNTS);
      return this;
    }

    /**
     * Sets how many holds can be open at one moment.
     *
     * @param count 1 to {@link #MAX_HOLDS}
     * @return this
     */
    public Builder holds(int count) {
      holds = checked("holds", count, MAX_HOLDS);
      return this;
    }

    /**
     * Sets how many calls the history keeps.
     *
     * @param count 1 to {@link #MAX_RECORDS}; a record takes 512 bytes of disk once it is used
     * @return this
     */
    public Builder calls(int count) {
      calls = checked("calls", count, MAX_RECORDS);
      return this;
    }

    /**
     * Sets how many reads the read log keeps.
     *
     * @param count 1 to {@link #MAX_RECORDS}; a record takes 512 bytes of disk once it is used
     * @return this
     */
    public Builder reads(int count) {
      reads = checked("reads", count, MAX_RECORDS);
      return this;
    }

    /**
     * Sets what a change survives.
     *
     * @param value not null
     * @return this
     */
    public Builder durability(Durability value) {
      if (value == null) {
        throw new IllegalArgumentException("durability is null: give process or power");
      }
      durability = value;
      return this;
    }

    /**
     * Sets how long to wait for a live process that does not let go of the store.
     *
     * @param millis 1 to 3,600,000
     * @return this
     */
    public Builder lockTimeoutMillis(long millis) {
      lockTimeoutMillis = checked("lock timeout", (int) Math.min(millis, 3_600_001), 3_600_000);
      return this;
    }

    Builder logBytes(long bytes) {
      logBytes = bytes;
      return this;
    }

    /** The options. */
    public StoreOptions build() {
      return new StoreOptions(this);
    }

    private static int checked(String what, int value, int max) {
      if (value < 1 || value > max) {
        throw new IllegalArgumentException(what + " is " + value + ": give 1 to " + max);
      }
      return value;
    }
  }
}
