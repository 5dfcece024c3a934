package dev.bursar.agent.prices;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What about a call, beside its tokens, decides which prices hold for it. Immutable; {@link
 * #STANDARD} and the {@code with} methods make the others.
 */
public final class Terms {
  /** Text in, text out, the provider's standard service, prompt caching possible. */
  public static final Terms STANDARD =
      new Terms(false, true, false, false, false, Collections.<String>emptyList());

  private final boolean priority;
  private final boolean cacheWrites;
  private final boolean hourCacheWrites;
  private final boolean audioInput;
  private final boolean audioOutput;
  private final List<String> multipliers;

  private Terms(
      boolean priority,
      boolean cacheWrites,
      boolean hourCacheWrites,
      boolean audioInput,
      boolean audioOutput,
      List<String> multipliers) {
    this.priority = priority;
    this.cacheWrites = cacheWrites;
    this.hourCacheWrites = hourCacheWrites;
    this.audioInput = audioInput;
    this.audioOutput = audioOutput;
    this.multipliers = multipliers;
  }

  /** The same, on the provider's priority service tier or not. */
  public Terms withPriority(boolean on) {
    return on == priority
        ? this
        : new Terms(on, cacheWrites, hourCacheWrites, audioInput, audioOutput, multipliers);
  }

  /**
   * The same, with other possible cache writes.
   *
   * @param any whether input can be billed as written to a prompt cache
   * @param hour whether such writes can have a lifetime of one hour
   */
  public Terms withCacheWrites(boolean any, boolean hour) {
    return new Terms(priority, any, hour, audioInput, audioOutput, multipliers);
  }

  /**
   * The same, with audio.
   *
   * @param input whether input can be billed as audio
   * @param output whether output can be billed as audio
   */
  public Terms withAudio(boolean input, boolean output) {
    return input == audioInput && output == audioOutput
        ? this
        : new Terms(priority, cacheWrites, hourCacheWrites, input, output, multipliers);
  }

  /**
   * The same, under factors on every price.
   *
   * @param names the factors' names as in the table's column {@code price_multipliers}; those that
   *     a model's row does not know count 1
   */
  public Terms withMultipliers(String... names) {
    return new Terms(
        priority,
        cacheWrites,
        hourCacheWrites,
        audioInput,
        audioOutput,
        Collections.unmodifiableList(Arrays.asList(names.clone())));
  }

  boolean priority() {
    return priority;
  }

  boolean cacheWrites() {
    return cacheWrites;
  }

  boolean hourCacheWrites() {
    return hourCacheWrites;
  }

  boolean audioInput() {
    return audioInput;
  }

  boolean audioOutput() {
    return audioOutput;
  }

  List<String> multipliers() {
    return multipliers;
  }
}
