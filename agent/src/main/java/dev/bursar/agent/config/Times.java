package dev.bursar.agent.config;

/** Reads and writes lengths of time, held in milliseconds: {@code 250ms}, {@code 10s}. */
final class Times {
  private static final String[] UNITS = {"h", "m", "s", "ms"};
  private static final long[] MILLIS = {3_600_000L, 60_000L, 1_000L, 1L};

  private Times() {}

  /** Milliseconds, or -1 where the text is no length of time. */
  static long parse(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    long number = Money.digits(text.substring(0, end));
    String unit = text.substring(end).trim();
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(unit) && number >= 0 && number <= Long.MAX_VALUE / MILLIS[i]) {
        return number * MILLIS[i];
      }
    }
    return number == 0 && unit.isEmpty() ? 0 : -1;
  }

  /** In the largest unit that leaves a whole number. */
  static String text(long millis) {
    int unit = 0;
    while (millis % MILLIS[unit] != 0) {
      unit++;
    }
    return millis == 0 ? "0s" : millis / MILLIS[unit] + UNITS[unit];
  }
}
