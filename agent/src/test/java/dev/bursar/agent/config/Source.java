package dev.bursar.agent.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** A JVM's sources of configuration, put together by a test. */
final class Source {
  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final Properties properties = new Properties();
  private String arguments;

  Source(Path directory) {
    this.directory = directory;
    properties.setProperty("user.home", directory.resolve("home").toString());
    properties.setProperty("user.dir", directory.resolve("work").toString());
  }

  Source yaml(String text) {
    try {
      Files.writeString(directory.resolve("bursar.yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    environment.put("BURSAR_CONFIG", directory.resolve("bursar.yaml").toString());
    return this;
  }

  Source variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Source arguments(String text) {
    arguments = text;
    return this;
  }

  Source property(String name, String value) {
    properties.setProperty(name, value);
    return this;
  }

  /** As where the agent was started more than once. */
  Configuration load(String... starts) throws ConfigurationException {
    return new ConfigurationLoader(environment, properties).load(Arrays.asList(starts));
  }

  Configuration load() throws ConfigurationException {
    return new ConfigurationLoader(environment, properties).load(arguments);
  }
}
