package dev.bursar.agent.prices;

/**
 * Sums and products of non-negative amounts that stop at {@link Long#MAX_VALUE} instead of turning
 * negative: an amount too large to count is one that no account can cover.
 */
public final class Saturating {
  private Saturating() {}

  /**
   * The sum of two amounts.
   *
   * @param a not negative
   * @param b not negative
   */
  public static long plus(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /**
   * The product of two amounts.
   *
   * @param a not negative
   * @param b not negative
   */
  public static long times(long a, long b) {
    if (a == 0 || b == 0) {
      return 0;
    }
    return a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
  }
}
