package dev.bursar.store;

/**
 * One call, as it ended. Text that does not fit the history's slot is cut at its end. Immutable;
 * unknown numbers are 0 and unknown text is null.
 */
public final class CallRecord {
  /** How a call ended in the ledger. */
  public enum Outcome {
    /** At the usage that the provider reported. */
    SETTLED("settled", 0),
    /** At an estimate, as the provider reported none. */
    ESTIMATED("estimated", 1),
    /** At the hold: what it really used is not known. */
    CHARGED("charged", 2),
    /** At nothing. */
    RELEASED("released", 3),
    /** Never sent. */
    REFUSED("refused", 4);

    private static final Outcome[] ALL = values();

    private final String key;
    private final int number;

    Outcome(String key, int number) {
      this.key = key;
      this.number = number;
    }

    /** The outcome's name in JSON. */
    public String key() {
      return key;
    }

    static Outcome at(int number) {
      return number >= 0 && number < ALL.length ? ALL[number] : CHARGED;
    }
  }

  private final long timeMillis;
  private final long pid;
  private final String account;
  private final String agent;
  private final String provider;
  private final String endpoint;
  private final String model;
  private final long heldUsdNanos;
  private final long heldInputTokens;
  private final long heldOutputTokens;
  private final long usdNanos;
  private final long inputTokens;
  private final long outputTokens;
  private final long cachedTokens;
  private final long cacheWriteTokens;
  private final long reasoningTokens;
  private final Outcome outcome;
  private final String reason;
  private final long clampedTo;

  private CallRecord(Builder builder) {
    timeMillis = builder.timeMillis;
    pid = builder.pid;
    account = builder.account;
    agent = builder.agent;
    provider = builder.provider;
    endpoint = builder.endpoint;
    model = builder.model;
    heldUsdNanos = builder.heldUsdNanos;
    heldInputTokens = builder.heldInputTokens;
    heldOutputTokens = builder.heldOutputTokens;
    usdNanos = builder.usdNanos;
    inputTokens = builder.inputTokens;
    outputTokens = builder.outputTokens;
    cachedTokens = builder.cachedTokens;
    cacheWriteTokens = builder.cacheWriteTokens;
    reasoningTokens = builder.reasoningTokens;
    outcome = builder.outcome;
    reason = builder.reason;
    clampedTo = builder.clampedTo;
  }

  /**
   * Starts a record of this process.
   *
   * @param timeMillis when the call ended, in milliseconds since 1970
   * @param outcome how it ended
   * @return the builder
   */
  public static Builder builder(long timeMillis, Outcome outcome) {
    return new Builder(timeMillis, outcome);
  }

  void pack(Packer out) {
    out.putLong(timeMillis);
    out.putLong(pid);
    out.putLong(heldUsdNanos);
    out.putLong(heldInputTokens);
    out.putLong(heldOutputTokens);
    out.putLong(usdNanos);
    out.putLong(inputTokens);
    out.putLong(outputTokens);
    out.putLong(cachedTokens);
    out.putLong(cacheWriteTokens);
    out.putLong(reasoningTokens);
    out.putLong(clampedTo);
    out.putByte(outcome.number);
    out.putText(account, 200);
    out.putText(model, 80);
    out.putText(provider, 24);
    out.putText(endpoint, 80);
    out.putText(agent, 120);
    out.putText(reason, 100);
  }

  static CallRecord unpack(Packer in) {
    Builder b = new Builder(in.getLong(), Outcome.CHARGED);
    b.pid = in.getLong();
    b.heldUsdNanos = in.getLong();
    b.heldInputTokens = in.getLong();
    b.heldOutputTokens = in.getLong();
    b.usdNanos = in.getLong();
    b.inputTokens = in.getLong();
    b.outputTokens = in.getLong();
    b.cachedTokens = in.getLong();
    b.cacheWriteTokens = in.getLong();
    b.reasoningTokens = in.getLong();
    b.clampedTo = in.getLong();
    b.outcome = Outcome.at(in.getByte());
    b.account = in.getText();
    b.model = in.getText();
    b.provider = in.getText();
    b.endpoint = in.getText();
    b.agent = in.getText();
    b.reason = in.getText();
    return b.build();
  }

  /** When the call ended, in milliseconds since 1970. */
  public long timeMillis() {
    return timeMillis;
  }

  /** The process that made it. */
  public long pid() {
    return pid;
  }

  /** The account that it was charged to. */
  public String account() {
    return account;
  }

  /** The agent that made it. */
  public String agent() {
    return agent;
  }

  /** The provider. */
  public String provider() {
    return provider;
  }

  /** The endpoint. */
  public String endpoint() {
    return endpoint;
  }

  /** The model. */
  public String model() {
    return model;
  }

  /** What was held, in nano-dollars. */
  public long heldUsdNanos() {
    return heldUsdNanos;
  }

  /** What was held, in input tokens. */
  public long heldInputTokens() {
    return heldInputTokens;
  }

  /** What was held, in output tokens. */
  public long heldOutputTokens() {
    return heldOutputTokens;
  }

  /** What was spent, in nano-dollars. */
  public long usdNanos() {
    return usdNanos;
  }

  /** All billed input tokens. */
  public long inputTokens() {
    return inputTokens;
  }

  /** All billed output tokens. */
  public long outputTokens() {
    return outputTokens;
  }

  /** The part of the input tokens that was read from a cache. */
  public long cachedTokens() {
    return cachedTokens;
  }

  /** The part of the input tokens that was written to a cache. */
  public long cacheWriteTokens() {
    return cacheWriteTokens;
  }

  /** The part of the output tokens that was reasoning. */
  public long reasoningTokens() {
    return reasoningTokens;
  }

  /** How the call ended. */
  public Outcome outcome() {
    return outcome;
  }

  /** Why it ended so, or null. */
  public String reason() {
    return reason;
  }

  /** The output limit that the request was sent with instead of its own, or 0 if none. */
  public long clampedTo() {
    return clampedTo;
  }

  /** Builds a {@link CallRecord}. One thread at a time. */
  public static final class Builder {
    private long timeMillis;
    private long pid;
    private String account;
    private String agent;
    private String provider;
    private String endpoint;
    private String model;
    private long heldUsdNanos;
    private long heldInputTokens;
    private long heldOutputTokens;
    private long usdNanos;
    private long inputTokens;
    private long outputTokens;
    private long cachedTokens;
    private long cacheWriteTokens;
    private long reasoningTokens;
    private Outcome outcome;
    private String reason;
    private long clampedTo;

    private Builder(long timeMillis, Outcome outcome) {
      this.timeMillis = timeMillis;
      this.outcome = outcome;
      this.pid = ThisProcess.PID;
    }

    /** Sets the account's name. */
    public Builder account(String name) {
      account = name;
      return this;
    }

    /** Sets the agent. */
    public Builder agent(String name) {
      agent = name;
      return this;
    }

    /** Sets what was called: any of the three may be null. */
    public Builder target(String providerName, String endpointName, String modelName) {
      provider = providerName;
      endpoint = endpointName;
      model = modelName;
      return this;
    }

    /** Sets what was held, in nano-dollars and tokens. */
    public Builder held(long usd, long input, long output) {
      heldUsdNanos = usd;
      heldInputTokens = input;
      heldOutputTokens = output;
      return this;
    }

    /** Sets what was spent, in nano-dollars and tokens. */
    public Builder actual(long usd, long input, long output) {
      usdNanos = usd;
      inputTokens = input;
      outputTokens = output;
      return this;
    }

    /** Sets the parts of the tokens spent. */
    public Builder parts(long cached, long cacheWrite, long reasoning) {
      cachedTokens = cached;
      cacheWriteTokens = cacheWrite;
      reasoningTokens = reasoning;
      return this;
    }

    /** Sets why the call ended so. */
    public Builder reason(String text) {
      reason = text;
      return this;
    }

    /** Sets the lowered output limit. */
    public Builder clampedTo(long tokens) {
      clampedTo = tokens;
      return this;
    }

    /** The record. */
    public CallRecord build() {
      return new CallRecord(this);
    }
  }
}
