package dev.bursar.gate;

/**
 * Lives in the boot loader. A call that could not be covered, in both forms that a client can hand
 * to its app: a synthetic response, or an exception. Immutable.
 */
public final class Refusal {
  private final boolean byException;
  private final int status;
  private final String[] headers;
  private final byte[] body;
  private final String message;

  /**
   * @param byException whether the app asked for exceptions ({@code on-refusal: exception})
   * @param status the synthetic response's status
   * @param headers the synthetic response's headers: name, value, name, value, …
   * @param body the synthetic response's body
   * @param message the exception's message: account, limit, spent, held, needed, and the way out
   */
  public Refusal(boolean byException, int status, String[] headers, byte[] body, String message) {
    this.byException = byException;
    this.status = status;
    this.headers = headers.clone();
    this.body = body.clone();
    this.message = message;
  }

  /** Whether to throw; else answer with the synthetic response. */
  public boolean byException() {
    return byException;
  }

  /** The synthetic response's status. */
  public int status() {
    return status;
  }

  /** The synthetic response's headers: name, value, name, value, … A copy. */
  public String[] headers() {
    return headers.clone();
  }

  /** The synthetic response's body. A copy. */
  public byte[] body() {
    return body.clone();
  }

  /** What happened, in one line. */
  public String message() {
    return message;
  }

  /** For transports, whose methods declare {@code IOException}. */
  public BudgetExceededIOException toIOException() {
    return new BudgetExceededIOException(message);
  }

  /** For everything above the transport. */
  public BudgetExceededException toException() {
    return new BudgetExceededException(message);
  }
}
