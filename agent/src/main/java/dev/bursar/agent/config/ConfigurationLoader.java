package dev.bursar.agent.config;

import java.io.File;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Puts a configuration together. From lowest to highest: defaults, the YAML file that {@code
 * config} names, the environment ({@code BURSAR_LIMITS_USD}), the agent arguments ({@code
 * limits.usd=5}), system properties ({@code -Dbursar.limits.usd=5}). A higher source replaces
 * single limits and single keys of {@code reads}, and whole lists.
 *
 * <p>Where text stands for a list or a mapping, it is YAML if it starts with {@code [} or <code>{
 * </code>, else words with commas. {@code none} lifts a limit that a lower source set.
 *
 * <p>Relative paths start from the working directory; in a YAML file, from the file's directory.
 */
public final class ConfigurationLoader {
  /**
   * Variables that are no configuration: what steers the project's own tests, and what Kubernetes
   * puts into each container beside a service that is called bursar.
   */
  private static final String[] OTHER_VARIABLES = {"BURSAR_TEST", "BURSAR_SERVICE_", "BURSAR_PORT"};

  /**
   * Properties that are no configuration: where the log goes, faults for tests, and what a JVM with
   * the agent tells of itself.
   */
  private static final String[] OTHER_PROPERTIES = {
    "bursar.log",
    "bursar.inject-fault",
    "bursar.running",
    "bursar.version",
    "bursar.report",
    "bursar.failed"
  };

  private final Map<String, String> environment;
  private final Properties properties;
  private final File directory;
  private final File home;

  /**
   * @param environment the environment of the JVM that the configuration is for
   * @param properties its system properties
   */
  public ConfigurationLoader(Map<String, String> environment, Properties properties) {
    this.environment = environment;
    this.properties = properties;
    this.directory = new File(properties.getProperty("user.dir", "."));
    this.home = new File(properties.getProperty("user.home", "."));
  }

  /**
   * Reads every source.
   *
   * @param arguments what stands behind {@code -javaagent:bursar.jar=}, or null
   * @throws ConfigurationException when a source holds an unknown key or a bad value
   */
  public Configuration load(String arguments) throws ConfigurationException {
    return load(Collections.singletonList(arguments));
  }

  /**
   * Reads every source, where the agent was started more than once: later arguments lie over those
   * before them, key by key. Arguments that name a file take the place of all before them.
   *
   * @param arguments those of each start, the first one's first; each may be null
   * @throws ConfigurationException when a source holds an unknown key or a bad value
   */
  public Configuration load(List<String> arguments) throws ConfigurationException {
    Map<String, Value> fromEnvironment = fromEnvironment();
    Map<String, Value> fromArguments = new HashMap<String, Value>();
    for (String each : arguments) {
      Map<String, Value> later = fromArguments(each);
      if (later.containsKey(Keys.CONFIG)) {
        fromArguments.clear();
      }
      fromArguments.putAll(later);
    }
    Map<String, Value> fromProperties = fromProperties();

    Map<String, Value> merged = new HashMap<String, Value>();
    merged.putAll(fromEnvironment);
    merged.putAll(fromArguments);
    merged.putAll(fromProperties);
    Settings named = new Settings(Keys.TOP, "", merged);
    File file = named.file(Keys.CONFIG, home);
    if (file != null) {
      merged = new HashMap<String, Value>(fromFile(file, named.value(Keys.CONFIG)));
      merged.putAll(fromEnvironment);
      merged.putAll(fromArguments);
      merged.putAll(fromProperties);
    }
    return new Configuration(new Settings(Keys.TOP, "", merged), home);
  }

  /**
   * A path as an operator writes it.
   *
   * @param path absolute, relative to the working directory, or with {@code ~} for the home
   *     directory
   */
  public File path(String path) {
    return Paths.resolve(path, directory, home);
  }

  private Map<String, Value> fromFile(File file, Value named) throws ConfigurationException {
    Value root = YamlReader.file(file, named);
    Flattening flattening = new Flattening(Keys.TOP, "");
    if (root.fields() == null && !root.isBlank()) {
      throw new ConfigurationException(
          root.where() + ": takes a mapping of keys, such as \"limits: {usd: 5.00}\"");
    }
    if (root.fields() != null) {
      flattening.addAll("", root.fields());
    }
    Value another = flattening.flat().get(Keys.CONFIG);
    if (another != null) {
      throw another.error(Keys.CONFIG, "a file cannot name another one: put all into this one");
    }
    return flattening.flat();
  }

  private Map<String, Value> fromEnvironment() throws ConfigurationException {
    Flattening flattening = new Flattening(Keys.TOP, "");
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      String variable = entry.getKey();
      if (!variable.startsWith(Keys.VARIABLE_PREFIX) || isForeign(variable)) {
        continue;
      }
      String key = Keys.TOP.ofVariable(variable);
      if (key == null) {
        String nearest = Keys.TOP.nearestToVariable(variable);
        throw Flattening.unknown(
            variable, "environment", Keys.variable(nearest), Keys.TOP.takes(nearest));
      }
      add(flattening, key, entry.getValue(), "environment " + variable);
    }
    return flattening.flat();
  }

  private Map<String, Value> fromArguments(String arguments) throws ConfigurationException {
    Flattening flattening = new Flattening(Keys.TOP, "");
    for (Map.Entry<String, String> pair : AgentArguments.parse(arguments).entrySet()) {
      add(flattening, pair.getKey(), pair.getValue(), "agent argument");
    }
    return flattening.flat();
  }

  private Map<String, Value> fromProperties() throws ConfigurationException {
    Flattening flattening = new Flattening(Keys.TOP, "");
    for (String name : properties.stringPropertyNames()) {
      if (!name.startsWith(Keys.PROPERTY_PREFIX) || isOther(name)) {
        continue;
      }
      String key = name.substring(Keys.PROPERTY_PREFIX.length());
      if (!Keys.TOP.knows(key) && !Keys.TOP.isGroup(key)) {
        String nearest = Keys.TOP.nearest(key);
        throw Flattening.unknown(
            name, "system property", Keys.PROPERTY_PREFIX + nearest, Keys.TOP.takes(nearest));
      }
      add(flattening, key, properties.getProperty(name), "system property " + name);
    }
    return flattening.flat();
  }

  private void add(Flattening flattening, String key, String text, String where)
      throws ConfigurationException {
    Value value = new Value(text.trim(), where, directory);
    boolean yaml = value.text().startsWith("[") || value.text().startsWith("{");
    flattening.add(key, yaml && Keys.TOP.isStructured(key) ? YamlReader.inline(value) : value);
  }

  private static boolean isForeign(String variable) {
    for (String prefix : OTHER_VARIABLES) {
      if (variable.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOther(String property) {
    for (String other : OTHER_PROPERTIES) {
      if (property.equals(other)) {
        return true;
      }
    }
    return false;
  }
}
