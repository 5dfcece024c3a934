package dev.bursar.store.memory;

/**
 * In place of {@code javax.naming.InvalidNameException}, which images without {@code java.naming}
 * lack: named in an exception table, so the verifier loads it.
 */
public final class InvalidNameException extends Exception {
  private static final long serialVersionUID = 1;

  /** Without a message. */
  public InvalidNameException() {}

  /**
   * @param message what happened
   */
  public InvalidNameException(String message) {
    super(message);
  }
}
