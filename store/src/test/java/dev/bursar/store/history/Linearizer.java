package dev.bursar.store.history;

import dev.bursar.store.history.Call.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for an order of calls, one after the other, in which a ledger without threads would have
 * given the same answers, and in which no call comes before one that had ended when it began: Wing
 * and Gong's search, with Lowe's memory of what was tried. What is spent and held follows from
 * which calls are done, so that set is all there is to remember.
 */
final class Linearizer {
  /** What a ledger without threads does. */
  enum Model {
    /** As it should be. */
    EXACT,
    /** Takes no notice of what is held: histories of the real ledger do not fit it. */
    FORGETS_HOLDS,
    /** Has one unit less than the limit. */
    REFUSES_EARLY
  }

  private final Model model;
  private final long limit;
  private final List<Call> calls;
  private final Set<Long> tried = new HashSet<>();

  private Linearizer(Model model, long limit, List<Call> calls) {
    if (calls.size() > Long.SIZE) {
      throw new IllegalArgumentException("more than 64 calls");
    }
    this.model = model;
    this.limit = limit;
    this.calls = calls;
  }

  /**
   * Whether there is such an order.
   *
   * @param model what to compare with
   * @param limit of the account
   * @param spent of the account before the first call, when nothing was held
   * @param calls at most 64
   */
  static boolean isLinearizable(Model model, long limit, long spent, List<Call> calls) {
    return new Linearizer(model, limit, calls).search(0, spent, 0);
  }

  private boolean search(long done, long spent, long held) {
    if (Long.bitCount(done) == calls.size()) {
      return true;
    }
    if (!tried.add(done)) {
      return false;
    }
    long firstEnd = firstEnd(done);
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      if ((done >>> i & 1) == 0
          && call.began() < firstEnd
          && answers(call, spent, held)
          && search(
              done | 1L << i,
              call.kind() == Kind.END ? spent + call.bill() : spent,
              held + change(call))) {
        return true;
      }
    }
    return false;
  }

  /** Of the calls that are not done: what begins after it cannot be next. */
  private long firstEnd(long done) {
    long first = Long.MAX_VALUE;
    for (int i = 0; i < calls.size(); i++) {
      if ((done >>> i & 1) == 0) {
        first = Math.min(first, calls.get(i).ended());
      }
    }
    return first;
  }

  private boolean answers(Call call, long spent, long held) {
    return switch (call.kind()) {
      case RESERVE -> call.granted() == fits(call.amount(), spent, held);
      case END -> held >= call.amount();
      case VIEW -> call.spent() == spent && call.held() == held;
    };
  }

  private boolean fits(long amount, long spent, long held) {
    return switch (model) {
      case EXACT -> spent + held + amount <= limit;
      case FORGETS_HOLDS -> spent + amount <= limit;
      case REFUSES_EARLY -> spent + held + amount < limit;
    };
  }

  private static long change(Call call) {
    return switch (call.kind()) {
      case RESERVE -> call.granted() ? call.amount() : 0;
      case END -> -call.amount();
      case VIEW -> 0;
    };
  }
}
