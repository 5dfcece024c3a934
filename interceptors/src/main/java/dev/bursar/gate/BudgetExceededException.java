package dev.bursar.gate;

/**
 * Lives in the boot loader. A call was refused above the transport, because its account cannot
 * cover it. The message names account, limit, spent, held and what the call needed.
 */
public final class BudgetExceededException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that says what was refused and the way out. */
  public BudgetExceededException(String message) {
    super(message);
  }
}
