package dev.bursar.agent.cli;

/** A command cannot be done. The message is for the operator: what, why, and the way out. */
final class CliException extends Exception {
  private static final long serialVersionUID = 1L;

  CliException(String message) {
    super(message);
  }

  CliException(String message, Throwable cause) {
    super(message, cause);
  }
}
