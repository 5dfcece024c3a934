package dev.bursar.agent.config;

import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import dev.bursar.store.Per;

/** Reads an account's limits, and tells them in words. */
final class LimitSettings {
  private LimitSettings() {}

  static Limits read(Settings settings) throws ConfigurationException {
    Limits.Builder limits = Limits.builder().per(per(settings));
    for (Limit limit : Limit.values()) {
      limits.limit(limit, settings.limit("limits." + limit.key(), limit));
    }
    return limits.build();
  }

  static DelegationLimits delegation(Settings settings) throws ConfigurationException {
    return new DelegationLimits(settings.count("limits.depth"), settings.count("limits.fanout"));
  }

  private static Per per(Settings settings) throws ConfigurationException {
    String text = settings.text("limits.per", Per.FOREVER.key());
    for (Per per : Per.values()) {
      if (per.key().equals(text)) {
        return per;
      }
    }
    throw settings.error("limits.per");
  }

  /** The limits in one phrase: {@code usd 5.00 per day, calls 500 per day}. */
  static String phrase(Limits limits, DelegationLimits delegation) {
    StringBuilder phrase = new StringBuilder();
    String window = limits.per() == Per.FOREVER ? "" : " per " + limits.per().key();
    for (Limit limit : Limit.values()) {
      long value = limits.get(limit);
      if (value != Limits.NONE) {
        phrase.append(phrase.length() == 0 ? "" : ", ");
        phrase.append(limit.key()).append(' ').append(LimitText.of(limit, value));
        // Calls in flight are counted at one moment, whatever the window.
        phrase.append(limit == Limit.IN_FLIGHT ? "" : window);
      }
    }
    append(phrase, "depth", delegation.depth());
    append(phrase, "fanout", delegation.fanout());
    return phrase.length() == 0 ? "no limits" : phrase.toString();
  }

  private static void append(StringBuilder phrase, String key, int value) {
    if (value != DelegationLimits.ANY) {
      phrase.append(phrase.length() == 0 ? "" : ", ").append(key).append(' ').append(value);
    }
  }
}
