package dev.bursar.agent.governor;

import dev.bursar.agent.prices.ModelPrice;
import dev.bursar.agent.prices.Usage;
import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.ResponseReader;
import dev.bursar.store.CallRecord;
import dev.bursar.store.CallRecord.Outcome;
import dev.bursar.store.Ledger;

/**
 * Ends holds and writes down how. What the provider may have billed is never booked lower: where it
 * is not known, it is the hold.
 *
 * <p>Thread-safe. A hold is given here once; the ledger itself ignores a second end.
 */
final class Settling {
  private final Policy policy;
  private final FaultCounter faults;

  Settling(Policy policy, FaultCounter faults) {
    this.policy = policy;
    this.faults = faults;
  }

  /** Never sent: nothing remains of it. */
  void release(CallFacts facts, Hold hold, String reason) {
    if (hold.id() != 0) {
      ledger(facts).release(hold.id());
    }
    write(facts, record(facts, hold, Outcome.RELEASED, reason));
  }

  /** Rejected by the provider: money and tokens are given back, the call counts. */
  void reject(CallFacts facts, Hold hold, String reason) {
    if (hold.id() != 0) {
      ledger(facts).reject(hold.id());
    }
    write(facts, record(facts, hold, Outcome.RELEASED, reason));
  }

  /** What it cost is not known: the hold. */
  void charge(CallFacts facts, Hold hold, String reason) {
    Amounts worst = hold.worst();
    if (hold.id() != 0 && hold.partial()) {
      ledger(facts).settle(hold.id(), worst.usd(), worst.input(), worst.output());
    } else if (hold.id() != 0) {
      ledger(facts).charge(hold.id());
    }
    write(
        facts,
        record(facts, hold, Outcome.CHARGED, reason)
            .actual(worst.usd(), worst.input(), worst.output()));
  }

  /** Refused: nothing was held. */
  void refuse(CallFacts facts, Refused refused) {
    ledger(facts).refused(facts.account());
    write(
        facts,
        CallRecord.builder(System.currentTimeMillis(), Outcome.REFUSED)
            .account(facts.account().name())
            .agent(facts.caller())
            .target(facts.biller(), endpoint(facts), facts.model())
            .reason(refused.code()));
  }

  /** A successful response was read to its end. */
  void finish(CallFacts facts, Hold hold, ResponseReader reader) {
    Usage usage = reader.usage();
    if (reader.failed()) {
      charge(facts, hold, "error inside a success");
    } else if (!reader.complete()) {
      charge(facts, hold, "cut response");
    } else if (usage != null) {
      settle(facts, hold, usage, reader);
    } else if (reader.statesUsage()) {
      charge(facts, hold, "unreadable usage");
    } else if (reader.outputBytes() == 0 && hold.worst().output() > 0) {
      // What was put out is not in any form known here: it may have been all that was held.
      charge(facts, hold, "no usage and no answer");
    } else {
      estimate(facts, hold, seen(facts, hold, reader), reader.model(), "no usage");
    }
  }

  /** A successful response was not read to its end. */
  void abandon(CallFacts facts, Hold hold, ResponseReader reader, String reason) {
    Call call = facts.call();
    if (reader.over() && !reader.failed()) {
      finish(facts, hold, reader);
    } else if (policy.abandonedAsSeen() && call != null && call.stopsOnDisconnect()) {
      estimate(facts, hold, seen(facts, hold, reader), reader.model(), "abandoned: seen");
    } else {
      charge(facts, hold, reason);
    }
  }

  /** A successful response that cannot be decoded was read to its end. */
  void unseen(CallFacts facts, Hold hold) {
    estimate(facts, hold, hold.worst().output(), null, "no usage");
  }

  /** Output tokens that were put out, by the text that was seen; all that is held where unsure. */
  private static long seen(CallFacts facts, Hold hold, ResponseReader reader) {
    if (facts.call() == null) {
      return reader.outputBytes();
    }
    long held = hold.worst().output();
    return facts.call().reasonsUnseen() ? held : Math.min(held, reader.outputBytes());
  }

  private void estimate(CallFacts facts, Hold hold, long output, String model, String reason) {
    long input = hold.worst().input();
    long usd = facts.quote().worst(input, output);
    if (hold.id() != 0) {
      ledger(facts).settleEstimated(hold.id(), usd, input, output);
    }
    write(
        facts,
        record(facts, hold, Outcome.ESTIMATED, reason)
            .target(facts.biller(), endpoint(facts), model == null ? facts.model() : model)
            .actual(usd, input, output));
  }

  private void settle(CallFacts facts, Hold hold, Usage usage, ResponseReader reader) {
    long usd = facts.quote().cost(usage, reader.model(), reader.serviceTier());
    Outcome outcome = Outcome.SETTLED;
    String reason = null;
    if (usd == ModelPrice.UNPRICED) {
      // Tokens of a kind without a price, or a model without one: no less than the hold.
      usd = hold.worst().usd();
      outcome = Outcome.ESTIMATED;
      reason = "no price for " + (reader.model() == null ? facts.model() : reader.model());
    }
    if (hold.id() != 0 && outcome == Outcome.SETTLED) {
      ledger(facts).settle(hold.id(), usd, usage.input(), usage.output());
    } else if (hold.id() != 0) {
      ledger(facts).settleEstimated(hold.id(), usd, usage.input(), usage.output());
    }
    write(
        facts,
        record(facts, hold, outcome, reason)
            .target(
                facts.biller(),
                endpoint(facts),
                reader.model() == null ? facts.model() : reader.model())
            .actual(usd, usage.input(), usage.output())
            .parts(usage.cached(), usage.cacheWrite(), usage.reasoning()));
  }

  private static CallRecord.Builder record(
      CallFacts facts, Hold hold, Outcome outcome, String reason) {
    Amounts held = hold.held();
    String note = hold.note();
    return CallRecord.builder(System.currentTimeMillis(), outcome)
        .account(facts.account().name())
        .agent(facts.caller())
        .target(facts.biller(), endpoint(facts), facts.model())
        .held(held.usd(), held.input(), held.output())
        .reason(note == null ? reason : reason == null ? note : note + "; " + reason)
        .clampedTo(Math.max(0, hold.clampedTo()));
  }

  /** The history is for people: what cannot be written down is counted, and changes nothing. */
  private void write(CallFacts facts, CallRecord.Builder record) {
    try {
      facts.books().store().calls().append(record.build());
    } catch (RuntimeException e) {
      faults.fault(e);
    }
  }

  private static Ledger ledger(CallFacts facts) {
    return facts.books().store().ledger();
  }

  private static String endpoint(CallFacts facts) {
    return facts.provider().endpoint(facts.target().path());
  }
}
