package dev.bursar.store;

/** What an account has spent, or what its open holds hold. Immutable. */
public final class Amounts {
  private final long usdNanos;
  private final long inputTokens;
  private final long outputTokens;
  private final long calls;
  private final long retries;

  Amounts(long usdNanos, long inputTokens, long outputTokens, long calls, long retries) {
    this.usdNanos = usdNanos;
    this.inputTokens = inputTokens;
    this.outputTokens = outputTokens;
    this.calls = calls;
    this.retries = retries;
  }

  /** Money in nano-dollars. */
  public long usdNanos() {
    return usdNanos;
  }

  /** Input tokens. */
  public long inputTokens() {
    return inputTokens;
  }

  /** Output tokens. */
  public long outputTokens() {
    return outputTokens;
  }

  /** Input and output tokens together. */
  public long tokens() {
    return inputTokens + outputTokens;
  }

  /** Calls; for holds, how many are open. */
  public long calls() {
    return calls;
  }

  /** Calls that repeat a failed one. */
  public long retries() {
    return retries;
  }

  @Override
  public String toString() {
    return "{usd: "
        + usdNanos
        + "e-9, input: "
        + inputTokens
        + ", output: "
        + outputTokens
        + ", calls: "
        + calls
        + ", retries: "
        + retries
        + '}';
  }
}
