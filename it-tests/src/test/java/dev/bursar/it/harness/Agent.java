package dev.bursar.it.harness;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The packaged agent with its arguments. Immutable. */
public final class Agent {
  private final Map<String, String> settings;

  private Agent(Map<String, String> settings) {
    this.settings = settings;
  }

  /** The agent on a store; limits nothing. */
  public static Agent on(Store store) {
    return new Agent(Map.of()).with("store", store.directory().toString());
  }

  /** The same with a setting, by its name in the configuration. */
  public Agent with(String key, Object value) {
    Map<String, String> copy = new LinkedHashMap<>(settings);
    copy.put(key, String.valueOf(value));
    return new Agent(copy);
  }

  /** The same with a limit in US dollars. */
  public Agent limitUsd(String usd) {
    return with("limits.usd", usd);
  }

  /** The same with the mock provider's hosts known as such: two accounts that pay for nothing. */
  public Agent knowingTheProvider() {
    return with(
        "accounts",
        "[{name: nobody, when: {host: localhost, model: none}},"
            + " {name: nobody-else, when: {host: 127.0.0.1, model: none}}]");
  }

  /** The arguments as one text. */
  public String arguments() {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining(","));
  }

  /** The JVM flag that starts it with the application. */
  public String flag() {
    return "-javaagent:" + Build.agentJar() + "=" + arguments();
  }
}
