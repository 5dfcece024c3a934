package dev.bursar.agent.cli;

import dev.bursar.agent.config.ConfigurationException;
import dev.bursar.agent.config.ConfigurationLoader;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.io.File;
import picocli.CommandLine.Option;

/** Which store a command looks at, and in which form it answers. */
final class StoreOption {
  private final Host host;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description =
          "The store's directory. Without it: the one that the environment names (BURSAR_STORE, or"
              + " the file in BURSAR_CONFIG), or else ~/.bursar.")
  private String directory;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  StoreOption(Host host) {
    this.host = host;
  }

  boolean json() {
    return json;
  }

  /** The store's directory, whether or not it is there. */
  File directory() throws ConfigurationException {
    ConfigurationLoader loader = new ConfigurationLoader(host.environment(), host.properties());
    return directory == null ? loader.load("").store() : loader.path(directory);
  }

  /** Opens the store, but makes none. */
  Store open() throws ConfigurationException, CliException {
    File place = directory();
    if (!exists(place)) {
      throw new CliException(
          "there is no store at "
              + place
              + " yet: a JVM with the agent (java -javaagent:bursar.jar -jar app.jar) makes one with"
              + " its first call; to look at another store, give --store DIR");
    }
    return Store.open(place, StoreOptions.defaults());
  }

  /** Whether there is a store in a directory, or what is left of one. */
  static boolean exists(File directory) {
    String[] files =
        directory.list((parent, name) -> name.equals("header") || name.endsWith(".map"));
    return files != null && files.length > 0;
  }
}
