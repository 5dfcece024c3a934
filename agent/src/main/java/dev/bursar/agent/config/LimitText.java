package dev.bursar.agent.config;

import dev.bursar.store.Limit;

/** Writes the value of a limit as a configuration would. */
public final class LimitText {
  private LimitText() {}

  /**
   * The value in words: {@code 5.00}, {@code 500}, {@code 30m}.
   *
   * @param limit what is limited
   * @param value the limit, in that limit's unit
   */
  public static String of(Limit limit, long value) {
    if (limit == Limit.USD) {
      return Money.plain(value);
    }
    return limit == Limit.TIME ? Times.text(value) : Long.toString(value);
  }
}
