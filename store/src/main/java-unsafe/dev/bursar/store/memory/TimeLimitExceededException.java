package dev.bursar.store.memory;

/**
 * In place of {@code javax.naming.TimeLimitExceededException}, which images without {@code
 * java.naming} lack: thrown while the library's {@code OS} class starts.
 */
public final class TimeLimitExceededException extends Exception {
  private static final long serialVersionUID = 1;

  /** Without a message. */
  public TimeLimitExceededException() {}

  /**
   * @param message what happened
   */
  public TimeLimitExceededException(String message) {
    super(message);
  }
}
