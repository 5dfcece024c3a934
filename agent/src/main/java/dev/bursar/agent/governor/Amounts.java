package dev.bursar.agent.governor;

import dev.bursar.store.Account;
import dev.bursar.store.Ledger;
import dev.bursar.store.Shortfall;

/** What one call is held or charged at, in all units. Immutable; no amount is negative. */
final class Amounts {
  static final Amounts NOTHING = new Amounts(0, 0, 0);

  /** The ledger counts a greater amount of one call as this much. */
  static final long LEDGER_MAX = 1L << 44;

  private final long usd;
  private final long input;
  private final long output;

  /**
   * @param usd nano-dollars
   * @param input input tokens
   * @param output output tokens
   */
  Amounts(long usd, long input, long output) {
    this.usd = usd;
    this.input = input;
    this.output = output;
  }

  /** Nano-dollars. */
  long usd() {
    return usd;
  }

  /** Input tokens. */
  long input() {
    return input;
  }

  /** Output tokens. */
  long output() {
    return output;
  }

  /** Whether the ledger would count less than this. */
  boolean beyondLedger() {
    return usd > LEDGER_MAX || input > LEDGER_MAX || output > LEDGER_MAX;
  }

  /** As {@link Ledger#reserve}. */
  long reserve(Ledger ledger, Account account, boolean retry, Shortfall into) {
    return ledger.reserve(account, usd, input, output, retry ? 1 : 0, into);
  }
}
