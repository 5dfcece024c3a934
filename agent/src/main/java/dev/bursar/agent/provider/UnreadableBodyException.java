package dev.bursar.agent.provider;

/** A request's body that cannot be priced, because it cannot be read. The message says why. */
public final class UnreadableBodyException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what the body is and what was expected; never a piece of it
   */
  public UnreadableBodyException(String message) {
    // No stack trace: this is an answer, and it may come often.
    super(message, null, false, false);
  }
}
