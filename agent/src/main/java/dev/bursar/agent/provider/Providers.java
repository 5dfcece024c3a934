package dev.bursar.agent.provider;

import dev.bursar.agent.provider.openai.OpenAi;

/** All the protocols that are known. */
public final class Providers {
  private static final Provider[] ALL = {new OpenAi()};

  private Providers() {}

  /**
   * The provider whose path this is. Allocates nothing.
   *
   * @param path the raw path without the query
   * @return null where it is nobody's
   */
  public static Provider of(String path) {
    for (Provider provider : ALL) {
      if (provider.endpoint(path) != null) {
        return provider;
      }
    }
    return null;
  }
}
