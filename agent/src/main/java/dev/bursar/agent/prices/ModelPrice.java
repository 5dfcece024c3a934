package dev.bursar.agent.prices;

import java.util.Collections;
import java.util.Map;

/**
 * One model's row of the price table. Immutable, thread-safe.
 *
 * <p><b>The rule for the cost of one call</b>, the same for a hold and for a settled charge: tokens
 * of each kind times that kind's price in pico-dollars, summed; times the multipliers that hold;
 * and that total, once, rounded up to a whole nano-dollar. Nothing else is rounded, and no floating
 * point is used, so anyone who follows the same rule gets the same nano-dollar. Results that do not
 * fit a {@code long} are {@link Long#MAX_VALUE}.
 *
 * <p>Which prices hold: above {@code tier_above_input_tokens} input tokens the tier's prices hold
 * for the whole call; on the priority service tier its prices; where both apply, the dearer of the
 * two kind by kind.
 */
public final class ModelPrice {
  /** The answer where a price that is needed is not known. Never to be taken for 0. */
  public static final long UNPRICED = -1;

  /** The answer of {@link #maxInput} and {@link #maxOutput} where the table does not say. */
  public static final long UNKNOWN = -1;

  private static final long PERMILLE = 1000;
  private static final long PICOS_PER_NANO = 1000;

  private final String model;
  private final String provider;
  private final long maxInput;
  private final long maxOutput;
  private final Rates standard;
  private final long tierAbove;
  private final Rates tier;
  private final Rates priority;
  private final Map<String, Long> multipliers;
  private final boolean users;

  /**
   * @param provider empty where the row holds for any provider
   * @param maxInput tokens, or {@link #UNKNOWN}
   * @param maxOutput tokens, or {@link #UNKNOWN}
   * @param tierAbove tokens, or {@link #UNKNOWN} where there is no tier
   * @param tier null where there is no tier
   * @param priority null where there is no priority service tier
   * @param multipliers factors in thousandths by name; not copied
   * @param users whether the user gave this price
   */
  ModelPrice(
      String model,
      String provider,
      long maxInput,
      long maxOutput,
      Rates standard,
      long tierAbove,
      Rates tier,
      Rates priority,
      Map<String, Long> multipliers,
      boolean users) {
    this.model = model;
    this.provider = provider;
    this.maxInput = maxInput;
    this.maxOutput = maxOutput;
    this.standard = standard;
    this.tierAbove = tierAbove;
    this.tier = tier;
    this.priority = priority;
    this.multipliers = multipliers;
    this.users = users;
  }

  /**
   * A price for models that have none: what the user configured as {@code unpriced}. Where it is no
   * whole number of pico-dollars a token, it is rounded up to one.
   *
   * @param input nano-dollars for a million input tokens, not negative
   * @param output nano-dollars for a million output tokens, not negative
   */
  public static ModelPrice ceiling(long input, long output) {
    if (input < 0 || output < 0) {
      throw new IllegalArgumentException(
          "a ceiling price must not be negative: input " + input + ", output " + output);
    }
    return new ModelPrice(
        "",
        "",
        UNKNOWN,
        UNKNOWN,
        Rates.of(picosPerToken(input), picosPerToken(output)),
        UNKNOWN,
        null,
        null,
        Collections.<String, Long>emptyMap(),
        true);
  }

  private static long picosPerToken(long nanosPerMillion) {
    return nanosPerMillion / 1000 + (nanosPerMillion % 1000 == 0 ? 0 : 1);
  }

  /** The model's name as sent on the wire. */
  public String model() {
    return model;
  }

  /** Who bills, as in the table's column {@code provider}; empty where the row holds for any. */
  public String provider() {
    return provider;
  }

  /** The greatest number of input tokens that the model takes, or {@link #UNKNOWN}. */
  public long maxInput() {
    return maxInput;
  }

  /** The greatest number of output tokens of one answer, or {@link #UNKNOWN}. */
  public long maxOutput() {
    return maxOutput;
  }

  /** Whether the user gave this price: then it holds before any list price. */
  public boolean users() {
    return users;
  }

  /**
   * The most that a call can cost.
   *
   * @param input bound of the input tokens, not negative
   * @param output bound of the output tokens of all answers together, not negative
   * @param terms what else decides the price
   * @return nano-dollars, or {@link #UNPRICED}
   */
  public long worst(long input, long output, Terms terms) {
    long inputRate = inputRate(input, terms);
    long outputRate = output == 0 ? 0 : outputRate(input, terms);
    if (inputRate == Rates.UNKNOWN || outputRate == Rates.UNKNOWN) {
      return UNPRICED;
    }
    long picos =
        Saturating.plus(Saturating.times(input, inputRate), Saturating.times(output, outputRate));
    return nanos(picos, permille(terms));
  }

  /**
   * What a call costs by its usage.
   *
   * @param usage as the provider reported it
   * @param terms what else decides the price; of audio and cache writes the usage itself speaks
   * @return nano-dollars, or {@link #UNPRICED}
   */
  public long cost(Usage usage, Terms terms) {
    Rates rates = inTier(usage.input()) ? tier : standard;
    if (terms.priority()) {
      if (priority == null) {
        return UNPRICED;
      }
      rates = rates == standard ? priority : Rates.dearer(rates, priority);
    }
    long picos = rates.cost(usage);
    return picos == Rates.UNKNOWN ? UNPRICED : nanos(picos, permille(terms));
  }

  /**
   * The greatest output that an amount of money covers beside an input: the inverse of {@link
   * #worst}.
   *
   * @param nanos what there is to spend, nano-dollars
   * @param input bound of the input tokens, not negative
   * @param terms what else decides the price
   * @return tokens of all answers together, {@link Long#MAX_VALUE} where output is free; −1 where
   *     the money does not cover the input alone, or a price is unknown
   */
  public long affordableOutput(long nanos, long input, Terms terms) {
    long inputRate = inputRate(input, terms);
    long outputRate = outputRate(input, terms);
    if (inputRate == Rates.UNKNOWN || outputRate == Rates.UNKNOWN) {
      return -1;
    }
    long permille = permille(terms);
    // The most pico-dollars that still round up to no more than `nanos`.
    long picos =
        Saturating.plus(
            Saturating.times(nanos / permille, PICOS_PER_NANO * PERMILLE),
            nanos % permille * PICOS_PER_NANO * PERMILLE / permille);
    long left = picos - Saturating.times(input, inputRate);
    if (left < 0) {
      return -1;
    }
    return outputRate == 0 ? Long.MAX_VALUE : left / outputRate;
  }

  /** Whether two rows agree in everything that is billed on the standard service. */
  boolean samePrices(ModelPrice o) {
    return standard.sameAs(o.standard)
        && tierAbove == o.tierAbove
        && (tier == null ? o.tier == null : o.tier != null && tier.sameAs(o.tier));
  }

  /** The dearest that an input token of a call with that bound can cost. */
  private long inputRate(long input, Terms terms) {
    Rates base = terms.priority() ? priority : standard;
    if (base == null) {
      return Rates.UNKNOWN;
    }
    long rate = base.worstInput(terms);
    return inTier(input) ? Rates.greater(rate, tier.worstInput(terms)) : rate;
  }

  /** The dearest that an output token of a call with that input bound can cost. */
  private long outputRate(long input, Terms terms) {
    Rates base = terms.priority() ? priority : standard;
    if (base == null) {
      return Rates.UNKNOWN;
    }
    long rate = base.worstOutput(terms);
    return inTier(input) ? Rates.greater(rate, tier.worstOutput(terms)) : rate;
  }

  private boolean inTier(long input) {
    return tier != null && input > tierAbove;
  }

  private long permille(Terms terms) {
    long permille = PERMILLE;
    for (int i = 0; i < terms.multipliers().size(); i++) {
      Long factor = multipliers.get(terms.multipliers().get(i));
      if (factor != null) {
        permille = permille * factor / PERMILLE;
      }
    }
    return permille;
  }

  private static long nanos(long picos, long permille) {
    if (picos == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long unit = PICOS_PER_NANO * PERMILLE;
    long whole = Saturating.times(picos / unit, permille);
    long rest = (picos % unit * permille + unit - 1) / unit;
    return Saturating.plus(whole, rest);
  }
}
