package dev.bursar.store;

/**
 * Why a {@link Ledger#reserve reserve} was refused. Filled by the ledger, so that a refusal
 * allocates nothing; reuse it freely. One thread at a time.
 */
public final class Shortfall {
  private Account account;
  private Limit limit;
  private long limitValue;
  private long spent;
  private long held;
  private long needed;
  private long resetsAtMillis;
  private boolean waitable;
  long ended;

  /** Empty until a refusal fills it. */
  public Shortfall() {}

  void set(Account account, Limit limit, long limitValue, long spent, long held, long needed) {
    this.account = account;
    this.limit = limit;
    this.limitValue = limitValue;
    this.spent = spent;
    this.held = held;
    this.needed = needed;
  }

  void set(long resetsAtMillis, boolean waitable, long ended) {
    this.resetsAtMillis = resetsAtMillis;
    this.waitable = waitable;
    this.ended = ended;
  }

  /** The account that could not cover the call: the one asked for, or an ancestor. */
  public Account account() {
    return account;
  }

  /** The limit that was in the way, or null when the account is halted. */
  public Limit limit() {
    return limit;
  }

  /** Whether the account is halted: then there is no {@link #limit}, and no number counts. */
  public boolean halted() {
    return limit == null;
  }

  /** The limit's value with what was granted, in its unit. */
  public long limitValue() {
    return limitValue;
  }

  /** What is spent of it, in its unit; for {@link Limit#TIME} the milliseconds that passed. */
  public long spent() {
    return spent;
  }

  /** What open holds hold of it, in its unit. */
  public long held() {
    return held;
  }

  /** What this call needed of it, in its unit. */
  public long needed() {
    return needed;
  }

  /** When the account's window ends, in milliseconds since 1970; 0 where it does not. */
  public long resetsAtMillis() {
    return resetsAtMillis;
  }

  /** Whether the call would fit if all open holds were given back: then waiting can help. */
  public boolean waitable() {
    return waitable;
  }

  @Override
  public String toString() {
    if (account == null) {
      return "nothing refused";
    }
    if (limit == null) {
      return "account " + account.name() + " is halted";
    }
    return "account "
        + account.name()
        + ": "
        + limit.key()
        + " limit "
        + limitValue
        + ", spent "
        + spent
        + ", held "
        + held
        + ", needed "
        + needed;
  }
}
