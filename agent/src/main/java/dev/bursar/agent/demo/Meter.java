package dev.bursar.agent.demo;

/**
 * The demo provider's own bill, kept apart from all of Bursar's: prices of its own, in whole
 * nano-dollars, and its own way of counting tokens.
 *
 * <p>Threading: any thread.
 */
final class Meter {
  /** gpt-4o: 2.50 US dollars for a million input tokens, in nano-dollars for one. */
  static final long INPUT_PRICE = 2_500;

  /** gpt-4o: 10.00 US dollars for a million output tokens, in nano-dollars for one. */
  static final long OUTPUT_PRICE = 10_000;

  private long billed;
  private long calls;

  /** Charges one answer. */
  synchronized void charge(long inputTokens, long outputTokens) {
    long price =
        Math.addExact(
            Math.multiplyExact(inputTokens, INPUT_PRICE),
            Math.multiplyExact(outputTokens, OUTPUT_PRICE));
    billed = Math.addExact(billed, price);
    calls++;
  }

  /** All that was charged, in nano-dollars. */
  synchronized long billed() {
    return billed;
  }

  /** How many answers were charged. */
  synchronized long calls() {
    return calls;
  }

  /** Counts a text's tokens: one for each run of characters between white space. */
  static long tokens(String text) {
    long tokens = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      boolean space = Character.isWhitespace(text.charAt(i));
      if (!space && !inside) {
        tokens++;
      }
      inside = !space;
    }
    return tokens;
  }
}
