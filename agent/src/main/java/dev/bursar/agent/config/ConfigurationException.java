package dev.bursar.agent.config;

/**
 * The configuration cannot be used. The message is one line that names the key, the value, where it
 * came from and what it takes.
 */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a message that names the key and what it takes. */
  public ConfigurationException(String message) {
    super(message);
  }
}
