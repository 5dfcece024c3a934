package dev.bursar.agent.governor;

import dev.bursar.agent.config.Mode;
import dev.bursar.agent.provider.Call;
import dev.bursar.store.Account;
import dev.bursar.store.Ledger;
import dev.bursar.store.Limit;
import dev.bursar.store.Shortfall;
import java.util.concurrent.TimeUnit;

/**
 * Finds a hold for one call: its worst case at the loose bound, which is cheap; and only where that
 * does not fit, in this order, the exact input, a wait for calls in flight, a lower output limit.
 *
 * <p>What cannot be bounded or priced is refused where a limit counts it, and else held at what is
 * known. One object serves one call, on one thread.
 */
final class Reserving {
  /**
   * The output held for a model of which nothing is known, on an account without a limit that would
   * count it: tokens of one answer. The longest answer of most models is no longer.
   */
  private static final long ASSUMED_OUTPUT = 16_384;

  /** How often to try again when others take the room between a look and a reserve. */
  private static final int RACES = 4;

  private final Policy policy;
  private final CallFacts facts;
  private final Call call;
  private final Quote quote;
  private final Ledger ledger;
  private final Account account;
  private final Room room;
  private final boolean enforce;
  private final Shortfall shortfall = new Shortfall();

  private Amounts amounts = Amounts.NOTHING;
  private boolean beyond;
  private boolean tightened;
  private long deadline;
  private Refused refused;

  Reserving(Policy policy, CallFacts facts) {
    this.policy = policy;
    this.facts = facts;
    this.call = facts.call();
    this.quote = facts.quote();
    this.ledger = facts.books().store().ledger();
    this.account = facts.account();
    this.room = new Room(ledger, account);
    this.enforce = policy.mode() == Mode.ENFORCE;
  }

  /**
   * The hold, or null where the call must not be sent: {@link #refused} then says why. Where calls
   * are only observed there is always a hold, if only an empty one.
   */
  Hold run() {
    refused = call == null ? unreadable() : bound();
    if (refused == null) {
      long id = reserve(amounts);
      Hold hold = id != 0 ? whole(id) : squeeze();
      if (hold != null) {
        return hold;
      }
    }
    return enforce ? null : observed();
  }

  /** Why there is no hold. */
  Refused refused() {
    return refused;
  }

  private Refused unreadable() {
    Limit limit = room.applies(true, true);
    return limit == null
        ? null
        : unknown(limit, "what it can cost is not known: " + facts.unreadable());
  }

  /** Sets the worst case, as far as it is known. */
  private Refused bound() {
    boolean unbounded = call.unbounded() != null;
    long shown = call.input() == Call.UNBOUNDED ? 0 : call.input();
    long input = unbounded ? Math.max(shown, quote.window()) : shown;
    long output = call.output(quote.maxOutput());
    boolean endless = output == Call.UNBOUNDED;
    if (endless) {
      output = call.outputUnder(ASSUMED_OUTPUT);
    }
    amounts = new Amounts(quote.worst(input, output), input, output);
    if (quote.unpriced() != null && room.limitsMoney()) {
      return unknown(Limit.USD, withoutPrice());
    }
    if (call.fees() != null && room.limitsMoney()) {
      return unknown(Limit.USD, call.fees() + ", which is billed beside tokens and has no price");
    }
    if (unbounded && (!policy.contextWindow() || quote.window() == Call.NONE)) {
      Limit limit = room.applies(true, false);
      if (limit != null) {
        return unknown(limit, withoutBound());
      }
    }
    Limit limit = endless ? room.applies(false, true) : null;
    return limit == null ? null : unknown(limit, withoutEnd());
  }

  private String withoutPrice() {
    String what =
        quote.unpriced().isEmpty()
            ? "the request names no model"
            : "model " + quote.unpriced() + " has no price";
    return what
        + ": add a row to the file that \"prices\" names, or set \"unpriced\" to a ceiling price";
  }

  private static String withoutEnd() {
    return "how long its answers can become is not known: set max_tokens in the request, or add a"
        + " row with max_output_tokens to the file that \"prices\" names";
  }

  private String withoutBound() {
    String why = "how much input it is billed is not known: " + call.unbounded();
    return policy.contextWindow()
        ? why + "; add a row with max_input_tokens to the file that \"prices\" names"
        : why + "; set \"unbounded: context-window\" to hold the model's context window for it";
  }

  private Refused unknown(Limit limit, String why) {
    long id = Amounts.NOTHING.reserve(ledger, account, false, shortfall);
    if (id == 0 && shortfall.halted()) {
      return Refused.by(ledger, shortfall, facts.model());
    }
    if (id != 0) {
      ledger.release(id);
    }
    return Refused.unknown(account, limit, facts.model(), why);
  }

  private Hold whole(long id) {
    return new Hold(id, amounts, amounts, Call.NONE, null);
  }

  /** Reserves; where that fails, {@link #shortfall} says why, unless {@link #beyond}. */
  private long reserve(Amounts wanted) {
    // The ledger would hold less than that, and think that it fits.
    beyond = wanted.beyondLedger() && room.applies(true, true) != null;
    return beyond ? 0 : wanted.reserve(ledger, account, facts.retry(), shortfall);
  }

  private boolean waitable() {
    return !beyond && shortfall.waitable();
  }

  private boolean shortOfMoney() {
    if (beyond) {
      return true;
    }
    Limit limit = shortfall.limit();
    return limit == Limit.USD
        || limit == Limit.TOKENS
        || limit == Limit.INPUT_TOKENS
        || limit == Limit.OUTPUT_TOKENS;
  }

  private Hold squeeze() {
    deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(policy.waitMillis());
    while (true) {
      if (shortOfMoney() && !tightened) {
        tightened = true;
        if (call == null || !leastCanFit()) {
          return refuse();
        }
        tighten();
        long id = reserve(amounts);
        if (id != 0) {
          return whole(id);
        }
      }
      Hold lowered = null;
      if (!await()) {
        lowered = shortOfMoney() ? lower() : null;
        if (lowered != null || !await()) {
          return lowered != null ? lowered : refuse();
        }
      }
      long id = reserve(amounts);
      if (id != 0) {
        return whole(id);
      }
    }
  }

  private Hold refuse() {
    refused =
        beyond
            ? unknown(room.applies(true, true), "it needs more than any account can hold at once")
            : Refused.by(ledger, shortfall, facts.model());
    return null;
  }

  /** Waits where others in flight hold enough, until one of them ends; false where in vain. */
  private boolean await() {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (!enforce || !facts.mayBlock() || !waitable() || left <= 0) {
      return false;
    }
    try {
      return ledger.await(shortfall, left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      deadline = System.nanoTime();
      return false;
    }
  }

  /** Counts the input exactly. */
  private void tighten() {
    if (call.unbounded() != null) {
      return;
    }
    // It computes and waits for nobody, so asynchronous calls do it too: near the cap a late answer
    // is better than a refusal without need. Who is only observed must not pay for it.
    long exact = call.exactInput(enforce);
    if (exact < amounts.input()) {
      amounts = new Amounts(quote.worst(exact, amounts.output()), exact, amounts.output());
    }
  }

  /**
   * Whether the least that this call could be made to need, no input at all and the shortest
   * answer, fits now or would after a wait. If not, a refusal costs no count of the input.
   */
  private boolean leastCanFit() {
    long output = call.clampable() ? call.outputUnder(shortest()) : amounts.output();
    if (room.refresh().forOutput(0, quote) >= output) {
      return true;
    }
    Amounts least = new Amounts(quote.worst(0, output), 0, output);
    long id = reserve(least);
    if (id != 0) {
      ledger.release(id);
      return true;
    }
    return waitable() && facts.mayBlock() && enforce;
  }

  /** The limit of one answer that the request has, or the model's own. */
  private long each() {
    long limit = call.limit() == Call.NONE ? quote.maxOutput() : call.limit();
    return limit == Call.NONE ? ASSUMED_OUTPUT : limit;
  }

  private long shortest() {
    return Math.min(policy.minOutput(), each());
  }

  /**
   * Lowers the output limit to what is left. Where not even the shortest answer fits, {@link
   * #shortfall} says why that does not.
   */
  private Hold lower() {
    if (!call.clampable()) {
      return null;
    }
    for (int i = 0; i < RACES; i++) {
      long limit = call.limitWithin(room.refresh().forOutput(amounts.input(), quote));
      if (limit < shortest()) {
        break;
      }
      Hold hold = lowered(Math.min(limit, each()));
      if (hold != null) {
        return hold;
      }
    }
    return lowered(shortest());
  }

  private Hold lowered(long limit) {
    if (limit >= each()) {
      long id = reserve(amounts);
      return id == 0 ? null : whole(id);
    }
    long output = call.outputUnder(limit);
    Amounts less = new Amounts(quote.worst(amounts.input(), output), amounts.input(), output);
    long id = reserve(less);
    if (id == 0) {
      return null;
    }
    return enforce
        ? new Hold(id, less, less, limit, null)
        : new Hold(id, less, amounts, Call.NONE, "would be clamped to " + limit);
  }

  /** The empty hold of a call that has been made already, to be booked on. */
  Hold afterwards() {
    refused = bound();
    long id = Amounts.NOTHING.reserve(ledger, account, facts.retry(), shortfall);
    return new Hold(id, Amounts.NOTHING, amounts, Call.NONE, "not held before");
  }

  private Hold observed() {
    Shortfall none = new Shortfall();
    long id = Amounts.NOTHING.reserve(ledger, account, false, none);
    return new Hold(id, Amounts.NOTHING, amounts, Call.NONE, "would be refused: " + refused.code());
  }
}
