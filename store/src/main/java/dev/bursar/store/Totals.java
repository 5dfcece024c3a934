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
    long a = account.address + AccountRecord.part(0);
    long b = account.address + AccountRecord.part(1);
    long c = account.address + AccountRecord.part(2);
    long d = account.address + AccountRecord.part(3);
    loadHeld(heldAt(a), heldAt(b), heldAt(c), heldAt(d));
    loadSpent(spentAt(a), spentAt(b), spentAt(c), spentAt(d));
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

  private static long heldAt(long part) {
    return part + AccountRecord.heldCopy(U.getLong(part + AccountRecord.SERIAL));
  }

  private static long spentAt(long part) {
    return part + AccountRecord.spentCopy(U.getLong(part + AccountRecord.SERIAL));
  }

  private void loadHeld(long a, long b, long c, long d) {
    heldUsd = sum(a, b, c, d, AccountRecord.HELD_USD);
    heldInput = sum(a, b, c, d, AccountRecord.HELD_INPUT);
    heldOutput = sum(a, b, c, d, AccountRecord.HELD_OUTPUT);
    heldCalls = sum(a, b, c, d, AccountRecord.HELD_CALLS);
    heldRetries = sum(a, b, c, d, AccountRecord.HELD_RETRIES);
  }

  private void loadSpent(long a, long b, long c, long d) {
    spentUsd = sum(a, b, c, d, AccountRecord.SPENT_USD);
    spentInput = sum(a, b, c, d, AccountRecord.SPENT_INPUT);
    spentOutput = sum(a, b, c, d, AccountRecord.SPENT_OUTPUT);
    spentCalls = sum(a, b, c, d, AccountRecord.SPENT_CALLS);
    spentRetries = sum(a, b, c, d, AccountRecord.SPENT_RETRIES);
    estimated = sum(a, b, c, d, AccountRecord.ESTIMATED);
  }

  // Written out for the four stripes: a refusal is to cost less than a pass.
  private static long sum(long a, long b, long c, long d, int offset) {
    return U.getLong(a + offset)
        + U.getLong(b + offset)
        + U.getLong(c + offset)
        + U.getLong(d + offset);
  }
}
