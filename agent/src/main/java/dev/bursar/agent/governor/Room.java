package dev.bursar.agent.governor;

import dev.bursar.store.Account;
import dev.bursar.store.Headroom;
import dev.bursar.store.Ledger;
import dev.bursar.store.Limit;

/** What an account and its ancestors have left for one call. One thread at a time. */
final class Room {
  private final Ledger ledger;
  private final Account account;
  private final Headroom headroom = new Headroom();
  private boolean known;

  Room(Ledger ledger, Account account) {
    this.ledger = ledger;
    this.account = account;
  }

  /** Looks again. */
  Room refresh() {
    ledger.headroom(account, headroom);
    known = true;
    return this;
  }

  /**
   * A limit that applies to what costs money.
   *
   * @param input whether input counts
   * @param output whether output counts
   * @return the first of usd, tokens, input-tokens and output-tokens, or null where none applies
   */
  Limit applies(boolean input, boolean output) {
    if (!known) {
      refresh();
    }
    if (limitsMoney()) {
      return Limit.USD;
    }
    if (headroom.tokens() != Long.MAX_VALUE) {
      return Limit.TOKENS;
    }
    if (input && headroom.inputTokens() != Long.MAX_VALUE) {
      return Limit.INPUT_TOKENS;
    }
    return output && headroom.outputTokens() != Long.MAX_VALUE ? Limit.OUTPUT_TOKENS : null;
  }

  /** Whether a limit in usd applies. */
  boolean limitsMoney() {
    if (!known) {
      refresh();
    }
    return headroom.usdNanos() != Long.MAX_VALUE;
  }

  /**
   * The most output tokens that there is room for beside an input; below 0 where the input alone
   * does not fit.
   */
  long forOutput(long input, Quote quote) {
    if (input > headroom.inputTokens() || input > headroom.tokens()) {
      return -1;
    }
    long most = headroom.outputTokens();
    if (headroom.tokens() != Long.MAX_VALUE) {
      most = Math.min(most, headroom.tokens() - input);
    }
    if (headroom.usdNanos() != Long.MAX_VALUE) {
      most = Math.min(most, quote.affordable(headroom.usdNanos(), input));
    }
    return most;
  }
}
