package dev.bursar.it.harness;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The packaged agent with its arguments. Immutable. */
public final class Agent {
  private final Path jar;
  private final Map<String, String> settings;

  private Agent(Path jar, Map<String, String> settings) {
    this.jar = jar;
    this.settings = settings;
  }

  /** The agent on a store; limits nothing. */
  public static Agent on(Store store) {
    return new Agent(Build.agentJar(), Map.of()).with("store", store.directory().toString());
  }

  /** The same with a setting, by its name in the configuration. */
  public Agent with(String key, Object value) {
    Map<String, String> copy = new LinkedHashMap<>(settings);
    copy.put(key, String.valueOf(value));
    return new Agent(jar, copy);
  }

  /** The same from another jar than the build's. */
  public Agent from(Path other) {
    return new Agent(other, settings);
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
    return "-javaagent:" + jar + "=" + arguments();
  }
}
