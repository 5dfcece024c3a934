package dev.bursar.agent.cli;

import java.io.PrintStream;
import java.util.Map;
import java.util.Properties;

/** The process that a command runs in. Immutable. */
final class Host {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final Map<String, String> environment;
  private final Properties properties;

  /**
   * @param out takes data
   * @param err takes words
   * @param terminal whether a person watches {@code out}
   * @param environment the environment
   * @param properties the system properties
   */
  Host(
      PrintStream out,
      PrintStream err,
      boolean terminal,
      Map<String, String> environment,
      Properties properties) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.environment = environment;
    this.properties = properties;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  boolean terminal() {
    return terminal;
  }

  Map<String, String> environment() {
    return environment;
  }

  Properties properties() {
    return properties;
  }
}
