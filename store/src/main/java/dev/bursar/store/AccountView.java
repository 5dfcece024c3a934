package dev.bursar.store;

/** One account at one moment, all its numbers from that moment. Immutable. */
public final class AccountView {
  private final String name;
  private final String parent;
  private final String haltReason;
  private final Limits limits;
  private final long grantedUsdNanos;
  private final Amounts spent;
  private final Amounts held;
  private final long refused;
  private final long toolCalls;
  private final long estimated;
  private final long windowStart;
  private final long resetsAtMillis;
  private final long runs;

  AccountView(
      String name,
      String parent,
      String haltReason,
      Limits limits,
      long grantedUsdNanos,
      Amounts spent,
      Amounts held,
      long refused,
      long toolCalls,
      long estimated,
      long windowStart,
      long resetsAtMillis,
      long runs) {
    this.name = name;
    this.parent = parent;
    this.haltReason = haltReason;
    this.limits = limits;
    this.grantedUsdNanos = grantedUsdNanos;
    this.spent = spent;
    this.held = held;
    this.refused = refused;
    this.toolCalls = toolCalls;
    this.estimated = estimated;
    this.windowStart = windowStart;
    this.resetsAtMillis = resetsAtMillis;
    this.runs = runs;
  }

  /** The account's name. */
  public String name() {
    return name;
  }

  /** The parent's name, or null for a root account. */
  public String parent() {
    return parent;
  }

  /** Whether an operator stopped the account. Its parent's state is not in it. */
  public boolean halted() {
    return haltReason != null;
  }

  /** Why the account was stopped, or null when it is open. */
  public String haltReason() {
    return haltReason;
  }

  /** The limits as they were last given. */
  public Limits limits() {
    return limits;
  }

  /** What was granted in this window on top of the usd limit, in nano-dollars. */
  public long grantedUsdNanos() {
    return grantedUsdNanos;
  }

  /** What the account and its descendants have spent in this window. */
  public Amounts spent() {
    return spent;
  }

  /** What the open holds of the account and its descendants hold. */
  public Amounts held() {
    return held;
  }

  /** How many calls were refused in this window. */
  public long refused() {
    return refused;
  }

  /** How many tools the account and its descendants have executed in this window. */
  public long toolCalls() {
    return toolCalls;
  }

  /** How many of the calls spent in this window were settled at an estimate. */
  public long estimated() {
    return estimated;
  }

  /** The window's start in milliseconds since 1970; 0 for {@link Per#FOREVER}. */
  public long windowStartMillis() {
    return windowStart;
  }

  /** The window's end in milliseconds since 1970; 0 where it has none. */
  public long resetsAtMillis() {
    return resetsAtMillis;
  }

  /** How many runs have had an account of their own below this one, those that ended included. */
  public long runs() {
    return runs;
  }

  @Override
  public String toString() {
    return name + (halted() ? " (halted) " : " ") + limits + " spent " + spent + " held " + held;
  }
}
