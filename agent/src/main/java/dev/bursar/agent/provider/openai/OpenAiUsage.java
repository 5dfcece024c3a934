package dev.bursar.agent.provider.openai;

import dev.bursar.agent.prices.Usage;
import dev.bursar.agent.provider.JsonScanner;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Gathers a {@code usage} object as its members pass. A later object takes the place of an earlier
 * one; within one, a count that stands twice counts with its greater value.
 *
 * <p>Normal form: {@code total_tokens} above prompt and completion together means that reasoning is
 * billed beside {@code completion_tokens} (xAI), so output is what the total leaves.
 */
final class OpenAiUsage {
  private static final String[] NAMES = {
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "prompt_tokens_details",
    "completion_tokens_details",
    "cached_tokens",
    "cache_write_tokens",
    "audio_tokens",
    "reasoning_tokens",
    "prompt_cache_hit_tokens",
    "num_cached_tokens",
    "cost",
    "is_byok"
  };

  private static final int PROMPT = 0;
  private static final int COMPLETION = 1;
  private static final int TOTAL = 2;
  private static final int PROMPT_DETAILS = 3;
  private static final int COMPLETION_DETAILS = 4;
  private static final int CACHED = 5;
  private static final int CACHE_WRITE = 6;
  private static final int AUDIO = 7;
  private static final int REASONING = 8;
  private static final int CACHE_HIT = 9;
  private static final int NUM_CACHED = 10;
  private static final int COST = 11;
  private static final int BYOK = 12;

  private static final long ABSENT = -1;
  private static final long BAD = -2;

  /** No call has ever used so many tokens: what says so is not a count. */
  private static final long ABSURD = 1_000_000_000_000L;

  private final int firstKey;
  private final boolean trustCost;
  private boolean stated;
  private long prompt;
  private long completion;
  private long total;
  private long cached;
  private long cacheWrite;
  private long audioInput;
  private long audioOutput;
  private long reasoning;
  private long costNanos;
  private boolean ownKey;

  /**
   * @param firstKey the number of this class's first name among the scanner's
   * @param trustCost whether {@code cost} is the provider's bill in usd
   */
  OpenAiUsage(int firstKey, boolean trustCost) {
    this.firstKey = firstKey;
    this.trustCost = trustCost;
  }

  /** The names to scan for: those given, then this class's own. */
  static String[] names(String... before) {
    String[] all = new String[before.length + NAMES.length];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(NAMES, 0, all, before.length, NAMES.length);
    return all;
  }

  /** A usage object opens. */
  void begin() {
    stated = true;
    prompt = ABSENT;
    completion = ABSENT;
    total = ABSENT;
    cached = 0;
    cacheWrite = 0;
    audioInput = 0;
    audioOutput = 0;
    reasoning = 0;
    costNanos = -1;
    ownKey = false;
  }

  /**
   * A scalar in a usage object.
   *
   * @param level the depth of the object's own members
   * @param depth the depth of this one: {@code level}, or one more within details
   */
  void scalar(JsonScanner at, int level, int depth, char kind) {
    int key = at.key(depth) - firstKey;
    if (depth > level) {
      detail(at.key(level) - firstKey, key, at, kind);
      return;
    }
    switch (key) {
      case PROMPT:
        prompt = count(prompt, at, kind);
        break;
      case COMPLETION:
        completion = count(completion, at, kind);
        break;
      case TOTAL:
        total = count(total, at, kind);
        break;
      case CACHE_HIT:
      case NUM_CACHED:
        cached = Math.max(cached, part(at, kind));
        break;
      case COST:
        costNanos = trustCost && kind == '0' ? nanos(at.text()) : -1;
        break;
      case BYOK:
        ownKey = kind == 't';
        break;
      default:
        break;
    }
  }

  private void detail(int parent, int key, JsonScanner at, char kind) {
    if (parent == PROMPT_DETAILS) {
      if (key == CACHED) {
        cached = Math.max(cached, part(at, kind));
      } else if (key == CACHE_WRITE) {
        cacheWrite = Math.max(cacheWrite, part(at, kind));
      } else if (key == AUDIO) {
        audioInput = Math.max(audioInput, part(at, kind));
      }
    } else if (parent == COMPLETION_DETAILS) {
      if (key == REASONING) {
        reasoning = Math.max(reasoning, part(at, kind));
      } else if (key == AUDIO) {
        audioOutput = Math.max(audioOutput, part(at, kind));
      }
    }
  }

  private static long count(long before, JsonScanner at, char kind) {
    if (kind == 'n') {
      return before;
    }
    long value = kind == '0' ? at.count() : BAD;
    return before == BAD || value < 0 || value > ABSURD ? BAD : Math.max(before, value);
  }

  private static long part(JsonScanner at, char kind) {
    return kind == '0' ? at.count() : 0;
  }

  /** Usd as a decimal, in nano-dollars, rounded up; −1 where it is no plausible amount. */
  private static long nanos(String text) {
    if (text == null || text.length() > 40) {
      return -1;
    }
    try {
      BigDecimal usd = new BigDecimal(text);
      boolean plausible =
          usd.signum() >= 0 && Math.abs((long) usd.scale()) < 60 && usd.precision() < 40;
      if (!plausible || usd.compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
        return -1;
      }
      return usd.movePointRight(9).setScale(0, RoundingMode.CEILING).longValue();
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Whether there was a usage object at all. */
  boolean stated() {
    return stated;
  }

  /** The last usage, or null where there is none, or its counts are missing or no counts. */
  Usage get() {
    boolean bad = prompt < 0 || completion == BAD || total == BAD;
    // An embedding has no completion, and its total is its prompt.
    boolean missing = completion == ABSENT && total != prompt;
    if (!stated || bad || missing) {
      return null;
    }
    long output = Math.max(0, completion);
    if (total > prompt + output) {
      output = total - prompt;
    }
    return Usage.of(prompt, output)
        .cached(cached)
        .cacheWrite(cacheWrite)
        .audioInput(audioInput)
        .audioOutput(audioOutput)
        .reasoning(reasoning)
        .costNanos(ownKey ? -1 : costNanos)
        .build();
  }
}
