package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;

/**
 * What one account has spent and holds over all stripes. Reused, so that a refusal allocates
 * nothing.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class Totals {
  private static final Unsafe U = Unsafe.getUnsafe();

  long spentUsd;
  long spentInput;
  long spentOutput;
  long spentCalls;
  long spentRetries;
  long heldUsd;
  long heldInput;
  long heldOutput;
  long heldCalls;
  long heldRetries;
  long estimated;

  /**
   * Adds up.
   *
   * @param account of this one
   * @param now what was spent in a window that is over by then counts as nothing, whether or not a
   *     call has opened the next one
   * @return this
   */
  Totals load(Account account, long now) {
    clear();
    for (int i = 0; i < Header.STRIPES; i++) {
      add(AccountRecord.copyAt(account.address + AccountRecord.part(i)));
    }
    if (now >= U.getLong(account.address + AccountRecord.WINDOW_END)) {
      spentUsd = 0;
      spentInput = 0;
      spentOutput = 0;
      spentCalls = 0;
      spentRetries = 0;
      estimated = 0;
    }
    return this;
  }

  private void clear() {
    spentUsd = 0;
    spentInput = 0;
    spentOutput = 0;
    spentCalls = 0;
    spentRetries = 0;
    heldUsd = 0;
    heldInput = 0;
    heldOutput = 0;
    heldCalls = 0;
    heldRetries = 0;
    estimated = 0;
  }

  private void add(long copy) {
    spentUsd += U.getLong(copy + AccountRecord.SPENT_USD);
    spentInput += U.getLong(copy + AccountRecord.SPENT_INPUT);
    spentOutput += U.getLong(copy + AccountRecord.SPENT_OUTPUT);
    spentCalls += U.getLong(copy + AccountRecord.SPENT_CALLS);
    spentRetries += U.getLong(copy + AccountRecord.SPENT_RETRIES);
    heldUsd += U.getLong(copy + AccountRecord.HELD_USD);
    heldInput += U.getLong(copy + AccountRecord.HELD_INPUT);
    heldOutput += U.getLong(copy + AccountRecord.HELD_OUTPUT);
    heldCalls += U.getLong(copy + AccountRecord.HELD_CALLS);
    heldRetries += U.getLong(copy + AccountRecord.HELD_RETRIES);
    estimated += U.getLong(copy + AccountRecord.ESTIMATED);
  }
}
