package dev.bursar.agent.provider.typed;

import dev.bursar.agent.prices.Usage;
import dev.bursar.agent.provider.ResponseReader;
import dev.bursar.gate.ModelAnswer;

/** An answer that was read by whoever gives it. Immutable. */
public final class TypedReader implements ResponseReader {
  /** More tokens than this are no count. */
  private static final long ABSURD = 1_000_000_000_000L;

  private final ModelAnswer answer;

  /** Reads an answer. */
  public TypedReader(ModelAnswer answer) {
    this.answer = answer;
  }

  @Override
  public Usage usage() {
    long input = answer.input();
    long output = answer.output();
    if (!answer.statesUsage() || input < 0 || output < 0 || input > ABSURD || output > ABSURD) {
      return null;
    }
    return Usage.of(input, output).cached(answer.cached()).cacheWrite(answer.cacheWrite()).build();
  }

  @Override
  public boolean statesUsage() {
    return answer.statesUsage();
  }

  @Override
  public long outputBytes() {
    return answer.outputBytes();
  }

  @Override
  public String model() {
    return answer.model();
  }

  @Override
  public int read(byte[] b, int from, int to) {
    return to;
  }

  @Override
  public boolean events() {
    return false;
  }

  @Override
  public boolean atEventEnd() {
    return false;
  }

  @Override
  public boolean surplus() {
    return false;
  }

  @Override
  public void finish() {}

  @Override
  public boolean complete() {
    return true;
  }

  @Override
  public boolean failed() {
    return false;
  }

  @Override
  public boolean over() {
    return true;
  }

  @Override
  public String serviceTier() {
    return null;
  }
}
