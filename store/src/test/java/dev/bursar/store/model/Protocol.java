package dev.bursar.store.model;

import static dev.bursar.store.model.State.ALIVE;
import static dev.bursar.store.model.State.DEATHS;
import static dev.bursar.store.model.State.LOCK;
import static dev.bursar.store.model.State.NEXT;
import static dev.bursar.store.model.State.OP;
import static dev.bursar.store.model.State.OS_LOCK;
import static dev.bursar.store.model.State.PC;
import static dev.bursar.store.model.State.PROCESSES;
import static dev.bursar.store.model.State.STRIPE;
import static dev.bursar.store.model.State.STRIPES;
import static dev.bursar.store.model.State.SWEPT;

import java.util.Arrays;
import java.util.List;

/**
 * What two processes may do next. Each makes two calls on the child account: reserve, mark as sent,
 * settle; one of them brings more than it held. A process may die once, at any step, and may come
 * back, to end what its first life left, and to make a call; who lives ends holds of the dead.
 */
final class Protocol {
  private final Mutation mutation;
  private final boolean secondCalls;
  private final Method method;

  /**
   * With or without an error.
   *
   * @param secondCalls whether a process that comes back makes a call too
   */
  Protocol(Mutation mutation, boolean secondCalls) {
    this.mutation = mutation;
    this.secondCalls = secondCalls;
    this.method = new Method(mutation);
  }

  byte[] initial() {
    byte[] first = new byte[State.BYTES];
    for (int process = 0; process < PROCESSES; process++) {
      first[State.own(process) + ALIVE] = 1;
      first[OS_LOCK + process] = (byte) (process + 1);
    }
    Transaction.deal(first, 0, 0, mutation);
    return first;
  }

  /** What a step broke, or null. */
  String broken() {
    return method.broken();
  }

  /** Adds every state that one step of a live process leads to. */
  void steps(byte[] from, List<byte[]> to) {
    for (int process = 0; process < PROCESSES; process++) {
      if (from[State.own(process) + ALIVE] == 1) {
        if (from[State.own(process) + PC] == Method.IDLE) {
          begin(from, process, to);
        } else {
          byte[] next = method.next(from, process);
          if (next != null) {
            to.add(next);
          }
        }
      }
    }
  }

  /** Adds every state that a death, or a return from it, leads to. */
  void deaths(byte[] from, List<byte[]> to) {
    for (int process = 0; process < PROCESSES; process++) {
      int at = State.own(process);
      if (from[at + ALIVE] == 1 && from[at + DEATHS] == 0) {
        to.add(dead(from, process));
      } else if (from[at + ALIVE] == 0 && from[OS_LOCK + process] == 0) {
        byte[] back = from.clone();
        back[at + ALIVE] = 1;
        back[at + DEATHS] = 1;
        back[at + NEXT] = (byte) (secondCalls ? Method.DONE - Method.STEPS_OF_A_CALL : Method.DONE);
        back[OS_LOCK + process] = (byte) (process + 1);
        to.add(back);
      }
    }
  }

  private static byte[] dead(byte[] from, int process) {
    byte[] dead = from.clone();
    for (int i = 0; i < PROCESSES; i++) {
      if (dead[OS_LOCK + i] == process + 1) {
        dead[OS_LOCK + i] = 0; // the system gives them back
      }
    }
    Arrays.fill(dead, State.own(process), State.own(process + 1), (byte) 0);
    return dead;
  }

  private void begin(byte[] from, int process, List<byte[]> to) {
    int at = State.own(process);
    int op = from[at + NEXT] % Method.STEPS_OF_A_CALL;
    if (from[at + NEXT] < Method.DONE && !mustSweepOwn(from, process)) {
      for (int stripe = 0; stripe < STRIPES; stripe++) {
        if (op == Method.RESERVE || stripe == from[at + STRIPE]) {
          enter(from, process, stripe, op, to);
        }
      }
    }
    if (mutation != Mutation.NOBODY_SWEEPS) {
      sweeps(from, process, to);
    }
  }

  /** Whether it is a second life that has not ended the first one's holds yet. */
  private boolean mustSweepOwn(byte[] s, int process) {
    int own = State.own(process);
    boolean opening =
        s[own + DEATHS] == 1
            && s[own + NEXT] == (secondCalls ? Method.DONE - Method.STEPS_OF_A_CALL : Method.DONE);
    byte[] seen = opening ? State.settled(s) : s;
    for (int hold = 0; opening && hold < STRIPES * State.SLOTS; hold++) {
      if (State.isOpenHoldOf(seen, hold, process)) {
        return true;
      }
    }
    return false;
  }

  private void sweeps(byte[] from, int process, List<byte[]> to) {
    for (int other = 0; other < PROCESSES; other++) {
      boolean free =
          from[OS_LOCK + other] == 0 || mutation == Mutation.SWEEP_WITHOUT_THE_SLOTS_LOCK;
      boolean dead = from[State.own(other) + ALIVE] == 0;
      if (other == process ? mustSweepOwn(from, process) : dead && free) {
        look(from, process, other, to);
      }
    }
  }

  /** Sees a hold; the lock comes later, and much may happen before it. */
  private void look(byte[] from, int process, int dead, List<byte[]> to) {
    byte[] seen = State.settled(from);
    for (int hold = 0; hold < STRIPES * State.SLOTS; hold++) {
      if (State.isOpenHoldOf(seen, hold, dead)) {
        byte[] next = from.clone();
        int at = State.own(process);
        next[at + PC] = Method.LOOKED;
        next[at + OP] = Method.SWEEP;
        next[at + SWEPT] = (byte) hold;
        if (dead != process && mutation != Mutation.SWEEP_WITHOUT_THE_SLOTS_LOCK) {
          next[OS_LOCK + dead] = (byte) (process + 1);
        }
        to.add(next);
      }
    }
  }

  private static void enter(byte[] from, int process, int stripe, int op, List<byte[]> to) {
    if (State.isLockable(from, LOCK + stripe)) {
      byte[] next = from.clone();
      int at = State.own(process);
      next[LOCK + stripe] = State.token(next, process);
      next[at + PC] = Method.HAS_STRIPE;
      next[at + OP] = (byte) op;
      next[at + STRIPE] = (byte) stripe;
      to.add(next);
    }
  }
}
