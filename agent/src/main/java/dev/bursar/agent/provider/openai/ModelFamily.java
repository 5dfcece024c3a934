package dev.bursar.agent.provider.openai;

import dev.bursar.agent.provider.Tokenizer;

/**
 * OpenAI's models as far as a bound depends on them: tokenizer, reasoning, cost of an image.
 *
 * <p>Image costs are the greatest that one image can be billed, whatever its size and {@code
 * detail}. Tile models: base + 8 tiles (the image is first fitted into 2048 × 2048 with its shorter
 * side at 768). Patch models: the greatest number of patches times the model's factor, rounded up.
 * Where neither is published for a model, an image has no bound.
 */
enum ModelFamily {
  /** gpt-3.5 and the first gpt-4. */
  CL100K(false),
  /** gpt-4-turbo and its vision previews. */
  GPT_4_TURBO(false),
  /** gpt-4o, chatgpt-4o. */
  GPT_4O(false),
  /** gpt-4o-mini. */
  GPT_4O_MINI(false),
  /** gpt-4.1, gpt-4.5. */
  GPT_4_1(false),
  /** gpt-4.1-mini. */
  GPT_4_1_MINI(false),
  /** gpt-4.1-nano. */
  GPT_4_1_NANO(false),
  /** o1, o3. */
  O_SERIES(true),
  /** o4-mini. */
  O4_MINI(true),
  /** gpt-5 and gpt-5.1. */
  GPT_5(true),
  /** gpt-5-mini. */
  GPT_5_MINI(true),
  /** gpt-5-nano. */
  GPT_5_NANO(true),
  /** gpt-5.2, gpt-5.4. */
  GPT_5_2(true),
  /** Later models named gpt-5. */
  GPT_5_LATER(true),
  /** Later models named o and a digit. */
  O_LATER(true),
  /** text-embedding. */
  EMBEDDING(false),
  /** Anything else. */
  OTHER(true);

  /** An image whose cost is not known. */
  static final long UNKNOWN = -1;

  private final boolean reasons;

  ModelFamily(boolean reasons) {
    this.reasons = reasons;
  }

  /**
   * The family of a model.
   *
   * @param model the name on the wire, with or without {@code openai/} before it, or null
   */
  static ModelFamily of(String model) {
    if (model == null) {
      return OTHER;
    }
    String m = model.startsWith("openai/") ? model.substring("openai/".length()) : model;
    if (m.startsWith("gpt-5")) {
      return gpt5(m);
    }
    if (m.startsWith("gpt-4o-mini")) {
      return GPT_4O_MINI;
    }
    if (m.startsWith("gpt-4o") || m.startsWith("chatgpt-4o")) {
      return GPT_4O;
    }
    if (m.startsWith("gpt-4.1-mini")) {
      return GPT_4_1_MINI;
    }
    if (m.startsWith("gpt-4.1-nano")) {
      return GPT_4_1_NANO;
    }
    if (m.startsWith("gpt-4.1") || m.startsWith("gpt-4.5")) {
      return GPT_4_1;
    }
    if (m.startsWith("gpt-4-turbo") || m.startsWith("gpt-4-vision")) {
      return GPT_4_TURBO;
    }
    if (m.equals("gpt-4")
        || m.startsWith("gpt-4-")
        || m.startsWith("gpt-3.5")
        || m.startsWith("gpt-35")) {
      return CL100K;
    }
    if (m.startsWith("text-embedding-")) {
      return EMBEDDING;
    }
    if (m.startsWith("o4-mini")) {
      return O4_MINI;
    }
    if (m.startsWith("o1") || m.startsWith("o3")) {
      return O_SERIES;
    }
    boolean later = m.length() > 1 && m.charAt(0) == 'o' && m.charAt(1) > '1' && m.charAt(1) <= '9';
    return later ? O_LATER : OTHER;
  }

  private static ModelFamily gpt5(String m) {
    if (m.startsWith("gpt-5-mini")) {
      return GPT_5_MINI;
    }
    if (m.startsWith("gpt-5-nano")) {
      return GPT_5_NANO;
    }
    if (m.equals("gpt-5") || m.startsWith("gpt-5-") || m.startsWith("gpt-5.1")) {
      return GPT_5;
    }
    return m.startsWith("gpt-5.2") || m.startsWith("gpt-5.4") ? GPT_5_2 : GPT_5_LATER;
  }

  /** The model's tokenizer, or null where unknown. */
  Tokenizer tokenizer() {
    switch (this) {
      case CL100K:
      case GPT_4_TURBO:
      case EMBEDDING:
        return Tokenizer.CL100K;
      case O_LATER:
      case OTHER:
        return null;
      default:
        return Tokenizer.O200K;
    }
  }

  /** Whether the model may be billed for reasoning that it does not show. */
  boolean reasons() {
    return reasons;
  }

  /** The most that one image can be billed, in tokens, or {@link #UNKNOWN}. */
  long image() {
    switch (this) {
      case GPT_4_TURBO:
      case GPT_4O:
      case GPT_4_1:
        return 85 + 8 * 170;
      case GPT_4O_MINI:
        return 2833 + 8 * 5667;
      case O_SERIES:
        return 75 + 8 * 150;
      case GPT_5:
        return 70 + 8 * 140;
      case GPT_4_1_MINI:
        // 1,536 patches, factor 1.62.
        return 2489;
      case GPT_4_1_NANO:
        // 1,536 patches, factor 2.46.
        return 3779;
      case O4_MINI:
        // 1,536 patches, factor 1.72.
        return 2642;
      case GPT_5_MINI:
        // 1,536 patches, factor 1.2.
        return 1844;
      case GPT_5_NANO:
        // 1,536 patches, factor 1.5.
        return 2304;
      case GPT_5_2:
        // 2,500 patches, factor 1.2.
        return 3000;
      default:
        return UNKNOWN;
    }
  }
}
