package dev.bursar.agent.config;

/** What a model without a price is held to cost. Immutable. */
public final class PriceCeiling {
  private final long input;
  private final long output;

  PriceCeiling(Settings settings) throws ConfigurationException {
    input = settings.money("input");
    output = settings.money("output");
  }

  /** Nano-dollars for a million input tokens. */
  public long inputPerMillion() {
    return input;
  }

  /** Nano-dollars for a million output tokens. */
  public long outputPerMillion() {
    return output;
  }
}
