package dev.bursar.store;

/**
 * The store cannot be used: the message names the file or account, what was found, what was
 * expected, and the way out. A refusal is never one of these.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoreException(String message) {
    super(message);
  }

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
