package dev.bursar.agent.governor;

import dev.bursar.agent.config.Mode;
import dev.bursar.store.Ledger;
import dev.bursar.store.Shortfall;
import java.util.concurrent.TimeUnit;

/**
 * Finds a hold for one more sending of a call whose body is already fixed: the same worst case, and
 * a wait where that helps; nothing can be tightened or clamped any more.
 */
final class Resending {
  private final Policy policy;
  private final CallFacts facts;
  private final Hold pattern;
  private final boolean retry;
  private final Shortfall shortfall = new Shortfall();

  /**
   * @param pattern the first sending's hold
   * @param retry whether the sending repeats one that failed
   */
  Resending(Policy policy, CallFacts facts, Hold pattern, boolean retry) {
    this.policy = policy;
    this.facts = facts;
    this.pattern = pattern;
    this.retry = retry;
  }

  /** The hold, or null where the request must not be sent again. */
  Hold run() {
    Ledger ledger = facts.books().store().ledger();
    Amounts worst = pattern.worst();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(policy.waitMillis());
    while (true) {
      long id = worst.reserve(ledger, facts.account(), retry, shortfall);
      if (id != 0) {
        return new Hold(id, worst, worst, pattern.clampedTo(), pattern.note());
      }
      if (policy.mode() != Mode.ENFORCE) {
        long empty = Amounts.NOTHING.reserve(ledger, facts.account(), false, new Shortfall());
        String note = "would be refused: " + refused().code();
        return new Hold(empty, Amounts.NOTHING, worst, pattern.clampedTo(), note);
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (!facts.mayBlock() || !shortfall.waitable() || left <= 0 || !await(ledger, left)) {
        return null;
      }
    }
  }

  private boolean await(Ledger ledger, long millis) {
    try {
      return ledger.await(shortfall, millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Why there is no hold. */
  Refused refused() {
    return Refused.by(facts.books().store().ledger(), shortfall, facts.model());
  }
}
