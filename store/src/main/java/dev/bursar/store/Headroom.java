package dev.bursar.store;

/**
 * What is left for one more call on an account and all its ancestors: the least of each unit.
 * Filled by {@link Ledger#headroom}; reuse it freely. One thread at a time.
 */
public final class Headroom {
  private long usdNanos;
  private long tokens;
  private long inputTokens;
  private long outputTokens;

  /** All zero until filled. */
  public Headroom() {}

  void unlimited() {
    set(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  void none() {
    set(0, 0, 0, 0);
  }

  void atMost(long usd, long total, long input, long output) {
    set(
        Math.min(usdNanos, usd),
        Math.min(tokens, total),
        Math.min(inputTokens, input),
        Math.min(outputTokens, output));
  }

  private void set(long usd, long total, long input, long output) {
    usdNanos = usd;
    tokens = total;
    inputTokens = input;
    outputTokens = output;
  }

  /** Nano-dollars left, at least 0; {@link Long#MAX_VALUE} where no limit applies. */
  public long usdNanos() {
    return usdNanos;
  }

  /** Input and output tokens left together, at least 0; {@link Long#MAX_VALUE}: no limit. */
  public long tokens() {
    return tokens;
  }

  /** Input tokens left, at least 0; {@link Long#MAX_VALUE} where no limit applies. */
  public long inputTokens() {
    return inputTokens;
  }

  /** Output tokens left, at least 0; {@link Long#MAX_VALUE} where no limit applies. */
  public long outputTokens() {
    return outputTokens;
  }
}
