package dev.bursar.agent.prices;

/**
 * One set of prices in pico-dollars (10⁻¹² usd) per token: twelve decimals hold every price of the
 * table exactly. Immutable. {@link #UNKNOWN} is a price that the source does not state; it is never
 * taken for 0.
 */
final class Rates {
  static final long UNKNOWN = -1;

  private final long input;
  private final long output;
  private final long cacheRead;
  private final long cacheWrite;
  private final long cacheWriteHour;
  private final long reasoning;
  private final long audioInput;
  private final long audioOutput;

  /**
   * Unknown cache prices are the input price, an unknown one-hour cache write is a cache write, an
   * unknown reasoning price is the output price. Audio has no such stand-in.
   */
  Rates(
      long input,
      long output,
      long cacheRead,
      long cacheWrite,
      long cacheWriteHour,
      long reasoning,
      long audioInput,
      long audioOutput) {
    this.input = input;
    this.output = output;
    this.cacheRead = cacheRead == UNKNOWN ? input : cacheRead;
    this.cacheWrite = cacheWrite == UNKNOWN ? input : cacheWrite;
    this.cacheWriteHour = cacheWriteHour == UNKNOWN ? this.cacheWrite : cacheWriteHour;
    this.reasoning = reasoning == UNKNOWN ? output : reasoning;
    this.audioInput = audioInput;
    this.audioOutput = audioOutput;
  }

  /** Rates with an input and an output price alone. */
  static Rates of(long input, long output) {
    return new Rates(input, output, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
  }

  /** The greater of each price of two sets; unknown where either is. */
  static Rates dearer(Rates a, Rates b) {
    return new Rates(
        greater(a.input, b.input),
        greater(a.output, b.output),
        greater(a.cacheRead, b.cacheRead),
        greater(a.cacheWrite, b.cacheWrite),
        greater(a.cacheWriteHour, b.cacheWriteHour),
        greater(a.reasoning, b.reasoning),
        greater(a.audioInput, b.audioInput),
        greater(a.audioOutput, b.audioOutput));
  }

  /** The greater of two prices, or {@link #UNKNOWN} where either is. */
  static long greater(long a, long b) {
    return a == UNKNOWN || b == UNKNOWN ? UNKNOWN : Math.max(a, b);
  }

  /** The dearest that one input token can cost, or {@link #UNKNOWN}. */
  long worstInput(Terms terms) {
    long worst = input;
    if (terms.cacheWrites()) {
      worst = greater(worst, cacheWrite);
    }
    if (terms.hourCacheWrites()) {
      worst = greater(worst, cacheWriteHour);
    }
    if (terms.audioInput()) {
      worst = greater(worst, audioInput);
    }
    return worst;
  }

  /** The dearest that one output token can cost, or {@link #UNKNOWN}. */
  long worstOutput(Terms terms) {
    long worst = greater(output, reasoning);
    return terms.audioOutput() ? greater(worst, audioOutput) : worst;
  }

  /** What a usage costs in pico-dollars, saturating, or {@link #UNKNOWN}. */
  long cost(Usage u) {
    long textInput = u.input() - u.cached() - u.cacheWrite() - u.audioInput();
    long textOutput = u.output() - u.reasoning() - u.audioOutput();
    long sum = 0;
    sum = add(sum, Math.max(0, textInput), input);
    sum = add(sum, u.cached(), cacheRead);
    sum = add(sum, u.cacheWrite() - u.cacheWriteHour(), cacheWrite);
    sum = add(sum, u.cacheWriteHour(), cacheWriteHour);
    sum = add(sum, u.audioInput(), audioInput);
    sum = add(sum, Math.max(0, textOutput), output);
    sum = add(sum, u.reasoning(), reasoning);
    return add(sum, u.audioOutput(), audioOutput);
  }

  private static long add(long sum, long tokens, long rate) {
    if (sum == UNKNOWN || tokens == 0) {
      return sum;
    }
    return rate == UNKNOWN ? UNKNOWN : Saturating.plus(sum, Saturating.times(tokens, rate));
  }

  boolean sameAs(Rates o) {
    return input == o.input
        && output == o.output
        && cacheRead == o.cacheRead
        && cacheWrite == o.cacheWrite
        && cacheWriteHour == o.cacheWriteHour
        && reasoning == o.reasoning
        && audioInput == o.audioInput
        && audioOutput == o.audioOutput;
  }
}
