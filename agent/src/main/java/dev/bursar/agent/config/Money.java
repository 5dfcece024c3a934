package dev.bursar.agent.config;

/** Reads and writes amounts of US dollars, held exactly in a {@code long} of nano-dollars. */
public final class Money {
  private static final long NANOS = 1_000_000_000L;
  private static final int DECIMALS = 9;

  private Money() {}

  /**
   * Reads an amount such as {@code 5}, {@code 0.50} or {@code 0.000000001}.
   *
   * @return nano-dollars, or -1 where the text is no such amount: a sign, an exponent, more than
   *     nine decimals, or more than a {@code long} holds
   */
  public static long parse(String text) {
    int dot = text.indexOf('.');
    String whole = dot < 0 ? text : text.substring(0, dot);
    String decimals = dot < 0 ? "" : text.substring(dot + 1);
    if ((dot >= 0 && decimals.isEmpty()) || decimals.length() > DECIMALS) {
      return -1;
    }
    StringBuilder padded = new StringBuilder(decimals);
    while (padded.length() < DECIMALS) {
      padded.append('0');
    }
    long dollars = digits(whole);
    long nanos = digits(padded.toString());
    if (dollars < 0 || nanos < 0 || dollars > (Long.MAX_VALUE - nanos) / NANOS) {
      return -1;
    }
    return dollars * NANOS + nanos;
  }

  /** An amount with all nine decimals, as charges are shown: {@code 1.234567890}. */
  public static String exact(long nanos) {
    long whole = nanos / NANOS;
    String decimals = Long.toString(Math.abs(nanos % NANOS) + NANOS).substring(1);
    return (nanos < 0 && whole == 0 ? "-" : "") + whole + "." + decimals;
  }

  /** An amount with two decimals or as many as it needs, as limits are shown: {@code 5.00}. */
  public static String plain(long nanos) {
    String exact = exact(nanos);
    int end = exact.length();
    int shortest = exact.indexOf('.') + 3;
    while (end > shortest && exact.charAt(end - 1) == '0') {
      end--;
    }
    return exact.substring(0, end);
  }

  /** A number of digits only that a {@code long} holds, or -1. */
  static long digits(String text) {
    if (text.isEmpty()) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
