package dev.bursar.store.model;

import static dev.bursar.store.model.State.ACCOUNTS;
import static dev.bursar.store.model.State.ALIVE;
import static dev.bursar.store.model.State.DEBT;
import static dev.bursar.store.model.State.FREE;
import static dev.bursar.store.model.State.HOLD_AMOUNT;
import static dev.bursar.store.model.State.HOLD_STATE;
import static dev.bursar.store.model.State.METER;
import static dev.bursar.store.model.State.PROCESSES;
import static dev.bursar.store.model.State.QUOTA;
import static dev.bursar.store.model.State.SLOTS;
import static dev.bursar.store.model.State.STRIPES;

/**
 * What must hold in every state that can be reached, for the words as whoever takes the locks next
 * will find them: with every journal that is pending written out.
 *
 * <p><b>Cap-soundness.</b> For every account, at each moment: spent + held &le; limit + debt, where
 * debt is what ends brought above their holds; and right after a reserve spent + held &le; limit.
 * It rests on the potential of the quotas: &Sigma; max(quota, used) over the stripes never rises
 * above max(limit, &Sigma; used), so that no stripe which stays within its quota can pass the
 * limit.
 *
 * <p><b>Exactly-once settlement.</b> What every account has spent is the sum of what the ends said
 * that have happened, on each account of the chain, and every hold is ended once.
 *
 * <p><b>No stuck hold.</b> Held is the sum of the open holds. From every state, if a process lives
 * and none dies any more, its steps lead to an end, and in every such end nothing is held.
 */
final class Properties {
  private Properties() {}

  /** What does not hold, or null. */
  static String broken(byte[] state) {
    byte[] s = State.settled(state);
    int open = openHolds(s);
    for (int account = 0; account < ACCOUNTS; account++) {
      if (State.used(s, account) > State.limit(account) + s[DEBT]) {
        return "cap-soundness: account " + account + " uses " + State.used(s, account);
      }
      if (potential(s, account) > Math.max(State.limit(account), State.used(s, account))) {
        return "cap-soundness: quotas of account " + account + " add up to more than its limit";
      }
      if (State.spent(s, account) != s[METER]) {
        return "exactly-once: account "
            + account
            + " spent "
            + State.spent(s, account)
            + ", and the ends said "
            + s[METER];
      }
      if (State.used(s, account) - State.spent(s, account) != open) {
        return "no stuck hold: account " + account + " does not hold what its open holds do";
      }
    }
    return null;
  }

  /** What does not hold right after a reserve, or null. */
  static String brokenByReserve(byte[] state) {
    byte[] s = State.settled(state);
    for (int account = 0; account < ACCOUNTS; account++) {
      if (State.used(s, account) > State.limit(account)) {
        return "cap-soundness: a reserve takes account " + account + " over its limit";
      }
    }
    return null;
  }

  /** What does not hold where nobody takes another step, or null. */
  static String brokenAtEnd(byte[] state) {
    boolean lives = false;
    for (int process = 0; process < PROCESSES; process++) {
      int own = State.own(process);
      boolean alive = state[own + ALIVE] == 1;
      lives |= alive;
      if (alive && state[own + State.PC] != Method.IDLE) {
        return "no stuck hold: a process waits for ever";
      }
    }
    return lives && openHolds(State.settled(state)) != 0
        ? "no stuck hold: a hold stays open"
        : null;
  }

  private static int openHolds(byte[] s) {
    int open = 0;
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      for (int slot = 0; slot < SLOTS; slot++) {
        int hold = State.hold(stripe, slot);
        open += s[hold + HOLD_STATE] == FREE ? 0 : s[hold + HOLD_AMOUNT];
      }
    }
    return open;
  }

  private static int potential(byte[] s, int account) {
    int sum = 0;
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      sum += Math.max(s[State.part(account, stripe) + QUOTA], State.used(s, account, stripe));
    }
    return sum;
  }
}
