package dev.bursar.agent.config;

import java.util.Locale;

/** The window that an account's limits count in. */
public enum Per {
  /** One window without end. */
  FOREVER,
  /** Starts anew with each hour, UTC. */
  HOUR,
  /** Starts anew at midnight, UTC. */
  DAY,
  /** Starts anew on Monday at midnight, UTC. */
  WEEK,
  /** Starts anew on the first of each month, UTC. */
  MONTH;

  /** The word that stands in a configuration: {@code forever}, {@code hour}, {@code day}, … */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
