package dev.bursar.agent.config;

/** The limits of one account. Immutable. */
public final class LimitsConfig {
  /** What a limit says where none is set. */
  public static final long NONE = Settings.NONE;

  private final long usd;
  private final long tokens;
  private final long inputTokens;
  private final long outputTokens;
  private final long calls;
  private final long retries;
  private final long timeMillis;
  private final long inFlight;
  private final Per per;

  LimitsConfig(Settings settings) throws ConfigurationException {
    usd = settings.moneyLimit("limits.usd");
    tokens = settings.wholeLimit("limits.tokens");
    inputTokens = settings.wholeLimit("limits.input-tokens");
    outputTokens = settings.wholeLimit("limits.output-tokens");
    calls = settings.wholeLimit("limits.calls");
    retries = settings.wholeLimit("limits.retries");
    timeMillis = settings.timeLimit("limits.time");
    inFlight = settings.wholeLimit("limits.in-flight");
    per = per(settings);
  }

  private static Per per(Settings settings) throws ConfigurationException {
    String text = settings.text("limits.per", "forever");
    for (Per per : Per.values()) {
      if (per.word().equals(text)) {
        return per;
      }
    }
    throw settings.error("limits.per");
  }

  /** Nano-dollars, or {@link #NONE}. */
  public long usd() {
    return usd;
  }

  /** Input and output tokens together, or {@link #NONE}. */
  public long tokens() {
    return tokens;
  }

  /** Input tokens, or {@link #NONE}. */
  public long inputTokens() {
    return inputTokens;
  }

  /** Output tokens, or {@link #NONE}. */
  public long outputTokens() {
    return outputTokens;
  }

  /** Calls, or {@link #NONE}. */
  public long calls() {
    return calls;
  }

  /** Retries, or {@link #NONE}. */
  public long retries() {
    return retries;
  }

  /** Milliseconds, or {@link #NONE}. */
  public long timeMillis() {
    return timeMillis;
  }

  /** Calls at the same time, or {@link #NONE}. */
  public long inFlight() {
    return inFlight;
  }

  /** The window that the limits count in. */
  public Per per() {
    return per;
  }

  /** The limits in one phrase: {@code usd 5.00 per day, calls 500 per day}. */
  String phrase() {
    StringBuilder phrase = new StringBuilder();
    add(phrase, "usd", usd == NONE ? null : Money.plain(usd), true);
    add(phrase, "tokens", number(tokens), true);
    add(phrase, "input-tokens", number(inputTokens), true);
    add(phrase, "output-tokens", number(outputTokens), true);
    add(phrase, "calls", number(calls), true);
    add(phrase, "retries", number(retries), true);
    add(phrase, "time", timeMillis == NONE ? null : Times.text(timeMillis), true);
    add(phrase, "in-flight", number(inFlight), false);
    return phrase.length() == 0 ? "no limits" : phrase.toString();
  }

  private static String number(long limit) {
    return limit == NONE ? null : Long.toString(limit);
  }

  private void add(StringBuilder phrase, String name, String limit, boolean windowed) {
    if (limit == null) {
      return;
    }
    phrase.append(phrase.length() == 0 ? "" : ", ").append(name).append(' ').append(limit);
    if (windowed && per != Per.FOREVER) {
      phrase.append(" per ").append(per.word());
    }
  }
}
