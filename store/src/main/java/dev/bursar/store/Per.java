package dev.bursar.store;

/**
 * The window that spent counts in: aligned to UTC, weeks start on Monday. At its end spent starts
 * again at zero; held stays.
 */
public enum Per {
  /** One window without an end. */
  FOREVER("forever", 0),
  /** Full hours. */
  HOUR("hour", 1),
  /** Days from midnight. */
  DAY("day", 2),
  /** Weeks from Monday, midnight. */
  WEEK("week", 3),
  /** Months from the first, midnight. */
  MONTH("month", 4);

  private static final long HOUR_MILLIS = 3_600_000;
  private static final long DAY_MILLIS = 24 * HOUR_MILLIS;
  private static final Per[] ALL = values();

  /** What stands in an account's record: part of the layout. */
  final int number;

  private final String key;

  Per(String key, int number) {
    this.key = key;
    this.number = number;
  }

  /** The window's name in configuration, logs and JSON. */
  public String key() {
    return key;
  }

  /**
   * The start of the window that a moment lies in.
   *
   * @param millis milliseconds since 1970
   * @return the same; 0 for {@link #FOREVER}
   */
  public long start(long millis) {
    long day = Math.floorDiv(millis, DAY_MILLIS);
    switch (this) {
      case HOUR:
        return Math.floorDiv(millis, HOUR_MILLIS) * HOUR_MILLIS;
      case DAY:
        return day * DAY_MILLIS;
      case WEEK:
        // Day 0 was a Thursday.
        return (day - Math.floorMod(day + 3, 7L)) * DAY_MILLIS;
      case MONTH:
        return startOfMonth(day, 0) * DAY_MILLIS;
      default:
        return 0;
    }
  }

  /**
   * The end of the window that a moment lies in: the first millisecond of the next one.
   *
   * @param millis milliseconds since 1970
   * @return the same; {@link Long#MAX_VALUE} for {@link #FOREVER}
   */
  public long end(long millis) {
    switch (this) {
      case HOUR:
        return start(millis) + HOUR_MILLIS;
      case DAY:
        return start(millis) + DAY_MILLIS;
      case WEEK:
        return start(millis) + 7 * DAY_MILLIS;
      case MONTH:
        return startOfMonth(Math.floorDiv(millis, DAY_MILLIS), 1) * DAY_MILLIS;
      default:
        return Long.MAX_VALUE;
    }
  }

  private static long startOfMonth(long day, int monthsLater) {
    return java.time.LocalDate.ofEpochDay(day)
        .withDayOfMonth(1)
        .plusMonths(monthsLater)
        .toEpochDay();
  }

  static Per at(int number) {
    return ALL[number];
  }
}
