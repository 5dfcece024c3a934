package dev.bursar.agent.provider;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The hosts at which providers are known to sell tokens. */
public final class ProviderHosts {
  private static final Set<String> NAMES =
      new HashSet<>(
          Arrays.asList(
              "api.openai.com",
              "api.anthropic.com",
              "generativelanguage.googleapis.com",
              "aiplatform.googleapis.com",
              "api.mistral.ai",
              "codestral.mistral.ai",
              "api.cohere.com",
              "api.cohere.ai",
              "api.deepseek.com",
              "api.groq.com",
              "api.x.ai",
              "api.together.xyz",
              "api.together.ai",
              "api.perplexity.ai",
              "api.fireworks.ai",
              "openrouter.ai",
              "ollama.com"));

  /** Regions, and the customer's own names. */
  private static final String[] ENDS = {
    ".api.openai.com",
    ".openai.azure.com",
    ".cognitiveservices.azure.com",
    ".services.ai.azure.com",
    "-aiplatform.googleapis.com",
  };

  private static final String BEDROCK = "bedrock-runtime";
  private static final String AWS = ".amazonaws.com";
  private static final String AWS_CHINA = ".amazonaws.com.cn";

  private ProviderHosts() {}

  /**
   * Whether a host is one of them. Allocates nothing where the name is in lower case.
   *
   * @param host a name, not an address
   */
  public static boolean isKnown(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (NAMES.contains(name)) {
      return true;
    }
    for (String end : ENDS) {
      if (name.endsWith(end)) {
        return true;
      }
    }
    return name.startsWith(BEDROCK) && (name.endsWith(AWS) || name.endsWith(AWS_CHINA));
  }
}
