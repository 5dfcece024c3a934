package dev.bursar.agent.cli;

import java.io.Closeable;
import java.io.File;
import java.util.Properties;

/** A JVM that takes commands. One thread at a time. */
interface Connection extends Closeable {
  /** Its system properties. */
  Properties properties() throws Exception;

  /**
   * Loads an agent into it and waits until its start is over.
   *
   * @param jar as the JVM finds it
   * @param arguments the agent's
   */
  void loadAgent(File jar, String arguments) throws Exception;
}
