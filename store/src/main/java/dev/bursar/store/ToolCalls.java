package dev.bursar.store;

import java.util.function.LongSupplier;

/**
 * Counts executions of tools. They hold nothing and cost nothing themselves, so that calls, which
 * are far more in a hurry, neither look at them nor carry them along.
 *
 * <p>Threading: any thread. It throws what {@link Ledger} throws.
 */
public final class ToolCalls {
  private final Locks locks;
  private final Books books;
  private final Forcing forcing; // null where nothing is forced
  private final LongSupplier clock;

  ToolCalls(Locks locks, Books books, Forcing forcing, LongSupplier clock) {
    this.locks = locks;
    this.books = books;
    this.forcing = forcing;
    this.clock = clock;
  }

  /**
   * Counts one execution on an account and all its ancestors, or on none: where one of them is
   * halted, or has executed as many as {@link Limit#TOOL_CALLS} lets it.
   *
   * @param account executes it
   * @param into says why, where it must not be executed; not null
   * @return whether it may be executed
   */
  public boolean count(Account account, Shortfall into) {
    books.accounts.checkOurs(account);
    long now = clock.getAsLong();
    locks.enterAll();
    try {
      if (!books.useTool(account, now, into)) {
        return false;
      }
    } catch (InternalError e) {
      throw books.vigil.fault(e);
    } finally {
      locks.leaveAll();
    }
    if (forcing != null) {
      forcing.await();
    }
    return true;
  }
}
