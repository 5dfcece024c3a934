package dev.bursar.agent.config;

import dev.bursar.store.Durability;
import java.io.File;

/** How calls are priced, held, refused and charged. Immutable. */
public final class CallsConfig {
  private static final long WAIT_MILLIS = 10_000;
  private static final long MIN_OUTPUT = 256;

  private final boolean refusedByException;
  private final boolean allowedOnError;
  private final long waitMillis;
  private final long minOutput;
  private final boolean unboundedAllowed;
  private final boolean abandonedAsSeen;
  private final PriceCeiling unpriced;
  private final File prices;
  private final Durability durability;

  CallsConfig(Settings settings, File home) throws ConfigurationException {
    refusedByException = settings.choice("on-refusal", "response", "exception").equals("exception");
    allowedOnError = settings.choice("on-error", "refuse", "allow").equals("allow");
    waitMillis = settings.time("wait", WAIT_MILLIS);
    minOutput = settings.whole("min-output", MIN_OUTPUT);
    if (minOutput == 0) {
      throw settings.error("min-output");
    }
    unboundedAllowed =
        settings.choice("unbounded", "refuse", "context-window").equals("context-window");
    abandonedAsSeen = settings.choice("abandoned", "held", "seen").equals("seen");
    unpriced = ceiling(settings);
    prices = settings.file("prices", home);
    durability =
        settings.choice("durability", "process", "power").equals("power")
            ? Durability.POWER
            : Durability.PROCESS;
  }

  private static PriceCeiling ceiling(Settings settings) throws ConfigurationException {
    Value value = settings.value("unpriced");
    if (value == null || value.fields() == null) {
      settings.choice("unpriced", "refuse");
      return null;
    }
    return new PriceCeiling(Flattening.of(Keys.CEILING, "unpriced.", value.fields()));
  }

  /** {@code on-refusal}: whether a refusal is thrown; else it is a synthetic response. */
  public boolean refusedByException() {
    return refusedByException;
  }

  /**
   * {@code on-error}: whether calls pass while the ledger cannot be used; else they are refused.
   */
  public boolean allowedOnError() {
    return allowedOnError;
  }

  /** {@code wait}: how long a call may wait for others in flight to settle. */
  public long waitMillis() {
    return waitMillis;
  }

  /** {@code min-output}: the fewest output tokens that a call may be clamped to; at least 1. */
  public long minOutput() {
    return minOutput;
  }

  /**
   * {@code unbounded}: whether input that the body does not show is held as the model's context
   * window; else the call is refused.
   */
  public boolean unboundedAllowed() {
    return unboundedAllowed;
  }

  /**
   * {@code abandoned}: whether a stream that was closed early is charged as far as it was seen;
   * else it is charged as held.
   */
  public boolean abandonedAsSeen() {
    return abandonedAsSeen;
  }

  /** {@code unpriced}: what a model without a price is held to cost, or null to refuse it. */
  public PriceCeiling unpriced() {
    return unpriced;
  }

  /** {@code durability}: what a sent call and a settled one survive. */
  public Durability durability() {
    return durability;
  }

  /** {@code prices}: a price table beside the built-in one, or null. */
  public File prices() {
    return prices;
  }
}
