package dev.bursar.agent.provider.openai;

import dev.bursar.agent.provider.Target;

/**
 * What a server does differently from OpenAI, told by its host. Immutable.
 *
 * <p>Of hosts that are not known (gateways, local servers) the least is assumed: nothing is said of
 * when they stop billing, and which limit field they understand is told by the model's name.
 */
final class Dialect {
  static final String NEW_LIMIT = "max_completion_tokens";
  static final String OLD_LIMIT = "max_tokens";

  private static final Dialect OPENAI = new Dialect("openai", NEW_LIMIT, true, true, true);
  private static final Dialect AZURE = new Dialect("azure", NEW_LIMIT, true, true, true);
  // Older API versions of Azure know neither stream_options nor the new limit field.
  private static final Dialect OLD_AZURE = new Dialect("azure", OLD_LIMIT, false, true, true);
  private static final Dialect GROQ = new Dialect("groq", NEW_LIMIT, true, true, false);
  private static final Dialect DEEPSEEK = new Dialect("deepseek", OLD_LIMIT, true, true, true);
  // Sends usage unasked, and refuses fields that it does not know.
  private static final Dialect MISTRAL = new Dialect("mistral", OLD_LIMIT, false, true, false);
  private static final Dialect TOGETHER = new Dialect("together", OLD_LIMIT, true, true, true);
  private static final Dialect OPENROUTER = new Dialect("openrouter", OLD_LIMIT, true, true, false);
  // Bills reasoning beside completion_tokens; that the limit covers it is not established.
  private static final Dialect XAI = new Dialect("xai", NEW_LIMIT, true, false, true);
  private static final Dialect OTHER = new Dialect("openai", null, true, true, false);

  private final String biller;
  private final String limitField;
  private final boolean usageOption;
  private final boolean limitCoversReasoning;
  private final boolean stopsOnDisconnect;

  private Dialect(
      String biller,
      String limitField,
      boolean usageOption,
      boolean limitCoversReasoning,
      boolean stopsOnDisconnect) {
    this.biller = biller;
    this.limitField = limitField;
    this.usageOption = usageOption;
    this.limitCoversReasoning = limitCoversReasoning;
    this.stopsOnDisconnect = stopsOnDisconnect;
  }

  static Dialect of(Target target) {
    if (target.under("openai.com")) {
      return OPENAI;
    }
    if (target.under("azure.com")) {
      return oldAzure(target) ? OLD_AZURE : AZURE;
    }
    if (target.under("groq.com")) {
      return GROQ;
    }
    if (target.under("deepseek.com")) {
      return DEEPSEEK;
    }
    if (target.under("mistral.ai")) {
      return MISTRAL;
    }
    if (target.under("together.xyz") || target.under("together.ai")) {
      return TOGETHER;
    }
    if (target.under("openrouter.ai")) {
      return OPENROUTER;
    }
    return target.under("x.ai") ? XAI : OTHER;
  }

  /** API versions are dates, with or without {@code -preview}; the cut is 2024-09-01. */
  private static boolean oldAzure(Target target) {
    String key = "api-version=";
    int at = target.query().indexOf(key);
    return at >= 0 && target.query().substring(at + key.length()).compareTo("2024-09-01") < 0;
  }

  /** Who bills, as in the price table. */
  String biller() {
    return biller;
  }

  /**
   * The field that limits a request that has no limit yet. OpenAI's own newer models refuse the old
   * one, and older compatible servers ignore the new one, which would leave the call without any
   * limit; so on a host that is not known, the new one is used for OpenAI's models alone.
   */
  String limitField(String model) {
    if (limitField != null) {
      return limitField;
    }
    return ModelFamily.of(model) == ModelFamily.OTHER ? OLD_LIMIT : NEW_LIMIT;
  }

  /** Whether {@code stream_options.include_usage} is understood and needed. */
  boolean usageOption() {
    return usageOption;
  }

  /** Whether the output limit covers reasoning that is not shown. */
  boolean limitCoversReasoning() {
    return limitCoversReasoning;
  }

  /** Whether generation, and billing, stop when the client goes away. */
  boolean stopsOnDisconnect() {
    return stopsOnDisconnect;
  }
}
