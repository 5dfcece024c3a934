package dev.bursar.gate;

import java.io.IOException;

/**
 * Lives in the boot loader. A call was refused at the transport, because its account cannot cover
 * it. It never left the JVM. The message names account, limit, spent, held and what the call
 * needed.
 */
public final class BudgetExceededIOException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With a message that says what was refused and the way out. */
  public BudgetExceededIOException(String message) {
    super(message);
  }
}
