package dev.bursar.agent.prices;

/**
 * What a provider says one call used, in one normal form for all providers: {@link #input} and
 * {@link #output} are everything that is billed, the other counts are parts of those. Immutable.
 */
public final class Usage {
  private final long input;
  private final long output;
  private final long cached;
  private final long cacheWrite;
  private final long cacheWriteHour;
  private final long reasoning;
  private final long audioInput;
  private final long audioOutput;
  private final long costNanos;

  private Usage(Builder b) {
    input = b.input;
    output = b.output;
    cached = Math.min(b.cached, input);
    cacheWrite = Math.min(b.cacheWrite, input);
    cacheWriteHour = Math.min(b.cacheWriteHour, cacheWrite);
    audioInput = Math.min(b.audioInput, input);
    reasoning = Math.min(b.reasoning, output);
    audioOutput = Math.min(b.audioOutput, output);
    costNanos = b.costNanos;
  }

  /**
   * Starts from the two totals.
   *
   * @param input all billed input tokens, not negative
   * @param output all billed output tokens, not negative
   */
  public static Builder of(long input, long output) {
    return new Builder(input, output);
  }

  /** All billed input tokens, cached and cache-write parts included. */
  public long input() {
    return input;
  }

  /** All billed output tokens, reasoning included. */
  public long output() {
    return output;
  }

  /** The part of the input that was read from a prompt cache. */
  public long cached() {
    return cached;
  }

  /** The part of the input that was written to a prompt cache, of whatever lifetime. */
  public long cacheWrite() {
    return cacheWrite;
  }

  /** The part of {@link #cacheWrite} that was written with a lifetime of one hour. */
  public long cacheWriteHour() {
    return cacheWriteHour;
  }

  /** The part of the output that was reasoning. */
  public long reasoning() {
    return reasoning;
  }

  /** The part of the input that was audio. */
  public long audioInput() {
    return audioInput;
  }

  /** The part of the output that was audio. */
  public long audioOutput() {
    return audioOutput;
  }

  /** The cost as the provider states it, in nano-dollars, or −1 where it states none. */
  public long costNanos() {
    return costNanos;
  }

  /** Collects the parts. A part greater than its whole is cut to the whole. Not thread-safe. */
  public static final class Builder {
    private final long input;
    private final long output;
    private long cached;
    private long cacheWrite;
    private long cacheWriteHour;
    private long reasoning;
    private long audioInput;
    private long audioOutput;
    private long costNanos = -1;

    private Builder(long input, long output) {
      if (input < 0 || output < 0) {
        throw new IllegalArgumentException(
            "tokens must not be negative: input " + input + ", output " + output);
      }
      this.input = input;
      this.output = output;
    }

    /** Input read from a prompt cache; a negative count is taken for 0. */
    public Builder cached(long tokens) {
      cached = Math.max(0, tokens);
      return this;
    }

    /** Input written to a prompt cache; a negative count is taken for 0. */
    public Builder cacheWrite(long tokens) {
      cacheWrite = Math.max(0, tokens);
      return this;
    }

    /** The part of the cache writes that lives for an hour; a negative count is taken for 0. */
    public Builder cacheWriteHour(long tokens) {
      cacheWriteHour = Math.max(0, tokens);
      return this;
    }

    /** Reasoning output; a negative count is taken for 0. */
    public Builder reasoning(long tokens) {
      reasoning = Math.max(0, tokens);
      return this;
    }

    /** Audio input; a negative count is taken for 0. */
    public Builder audioInput(long tokens) {
      audioInput = Math.max(0, tokens);
      return this;
    }

    /** Audio output; a negative count is taken for 0. */
    public Builder audioOutput(long tokens) {
      audioOutput = Math.max(0, tokens);
      return this;
    }

    /** The provider's own statement of the cost in nano-dollars, or −1 for none. */
    public Builder costNanos(long nanos) {
      costNanos = Math.max(-1, nanos);
      return this;
    }

    /** The usage with what was set so far. */
    public Usage build() {
      return new Usage(this);
    }
  }
}
