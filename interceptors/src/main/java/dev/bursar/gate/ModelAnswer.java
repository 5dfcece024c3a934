package dev.bursar.gate;

/** Lives in the boot loader. What a model says that it used, in one normal form. Immutable. */
public final class ModelAnswer {
  private final boolean stated;
  private final long input;
  private final long output;
  private final long cached;
  private final long cacheWrite;
  private final long outputBytes;
  private final String model;

  private ModelAnswer(
      boolean stated,
      long input,
      long output,
      long cached,
      long cacheWrite,
      long outputBytes,
      String model) {
    this.stated = stated;
    this.input = input;
    this.output = output;
    this.cached = cached;
    this.cacheWrite = cacheWrite;
    this.outputBytes = outputBytes;
    this.model = model;
  }

  /**
   * An answer without usage.
   *
   * @param outputBytes the answer's length in bytes of UTF-8: no less than its visible tokens
   * @param model the model that answered, or null where the answer does not say
   */
  public static ModelAnswer withoutUsage(long outputBytes, String model) {
    return new ModelAnswer(false, 0, 0, 0, 0, outputBytes, model);
  }

  /**
   * An answer with usage.
   *
   * @param input all billed input tokens; whatever the model said, if below 0
   * @param output all billed output tokens; the same
   * @param cached the part of the input that was read from a prompt cache
   * @param cacheWrite the part of the input that was written to one
   * @param model the model that answered, or null where the answer does not say
   */
  public static ModelAnswer of(
      long input, long output, long cached, long cacheWrite, String model) {
    return new ModelAnswer(true, input, output, cached, cacheWrite, 0, model);
  }

  /** Whether usage is stated, readable or not. */
  public boolean statesUsage() {
    return stated;
  }

  /** All billed input tokens; below 0 where what is stated cannot be. */
  public long input() {
    return input;
  }

  /** All billed output tokens; below 0 where what is stated cannot be. */
  public long output() {
    return output;
  }

  /** The part of the input that was read from a prompt cache. */
  public long cached() {
    return cached;
  }

  /** The part of the input that was written to a prompt cache. */
  public long cacheWrite() {
    return cacheWrite;
  }

  /** The answer's length in bytes of UTF-8, where no usage is stated. */
  public long outputBytes() {
    return outputBytes;
  }

  /** The model that answered, or null where the answer does not say. */
  public String model() {
    return model;
  }
}
