package dev.bursar.bench;

/**
 * The call that every arm reserves and settles: 2,000 tokens in, 500 out at most and 300 in the
 * end, a repeated one, so that no unit is nothing.
 */
final class Call {
  static final long HELD_USD = 10_000_000;
  static final long HELD_INPUT = 2_000;
  static final long HELD_OUTPUT = 500;
  static final long RETRIES = 1;

  static final long USED_USD = 8_000_000;
  static final long USED_INPUT = 1_900;
  static final long USED_OUTPUT = 300;

  private Call() {}
}
