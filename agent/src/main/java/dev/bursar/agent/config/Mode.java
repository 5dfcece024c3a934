package dev.bursar.agent.config;

import java.util.Locale;

/** What Bursar does with a call that its account cannot cover. */
public enum Mode {
  /** Refuse it. */
  ENFORCE,
  /** Let it pass, and record that it would have been refused. */
  OBSERVE,
  /** Do nothing at all. */
  OFF;

  /** The word that stands in a configuration: {@code enforce}, {@code observe} or {@code off}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
