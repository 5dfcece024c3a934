package dev.bursar.store.model;

import static dev.bursar.store.model.State.ACCOUNTS;
import static dev.bursar.store.model.State.FREE;
import static dev.bursar.store.model.State.HELD;
import static dev.bursar.store.model.State.HOLD_AMOUNT;
import static dev.bursar.store.model.State.HOLD_STATE;
import static dev.bursar.store.model.State.QUOTA;
import static dev.bursar.store.model.State.RESERVED;
import static dev.bursar.store.model.State.SPENT;
import static dev.bursar.store.model.State.STRIPES;

/**
 * The pairs of place and value that a transaction consists of, from the words as they are when it
 * is decided; nobody else changes them until it is done.
 */
final class Transaction {
  final byte[] places = new byte[State.CENTRAL_PAIRS];
  final byte[] values = new byte[State.CENTRAL_PAIRS];
  int count;

  private final Mutation mutation;

  Transaction(Mutation mutation) {
    this.mutation = mutation;
  }

  private void put(int place, int value) {
    places[count] = (byte) place;
    values[count++] = (byte) value;
  }

  /** A reserve that fits what the stripe may take. */
  Transaction reserveLocally(byte[] s, int stripe, int slot, int amount) {
    count = 0;
    for (int account = 0; account < ACCOUNTS; account++) {
      int part = State.part(account, stripe);
      put(part + HELD, s[part + HELD] + amount);
    }
    put(State.hold(stripe, slot) + HOLD_STATE, RESERVED);
    return this;
  }

  /** An end that brings no more than was held. */
  Transaction endLocally(byte[] s, int stripe, int slot, int bill) {
    count = 0;
    int hold = State.hold(stripe, slot);
    for (int account = 0; account < ACCOUNTS; account++) {
      int part = State.part(account, stripe);
      put(part + HELD, s[part + HELD] - s[hold + HOLD_AMOUNT]);
      put(part + SPENT, s[part + SPENT] + bill);
    }
    put(hold + HOLD_STATE, FREE);
    return this;
  }

  Transaction reserveCentrally(byte[] s, int stripe, int slot, int amount) {
    byte[] after = s.clone();
    for (int account = 0; account < ACCOUNTS; account++) {
      after[State.part(account, stripe) + HELD] += (byte) amount;
    }
    dealAndDiff(s, after, stripe, amount);
    put(State.hold(stripe, slot) + HOLD_STATE, RESERVED);
    return this;
  }

  Transaction endCentrally(byte[] s, int stripe, int slot, int bill) {
    byte[] after = s.clone();
    int hold = State.hold(stripe, slot);
    for (int account = 0; account < ACCOUNTS; account++) {
      int part = State.part(account, stripe);
      after[part + HELD] -= s[hold + HOLD_AMOUNT];
      after[part + SPENT] += (byte) bill;
    }
    dealAndDiff(s, after, 0, 0);
    put(hold + HOLD_STATE, FREE);
    return this;
  }

  private void dealAndDiff(byte[] s, byte[] after, int stripe, int amount) {
    deal(after, stripe, amount, mutation);
    count = 0;
    for (int at = State.PARTS; at < State.HOLDS; at++) {
      if (after[at] != s[at]) {
        put(at, after[at]);
      }
    }
  }

  /**
   * Deals what is left of each limit: in equal shares, or all to the stripe that asks where a share
   * would not do for the amount; in debt no stripe may take anything.
   */
  static void deal(byte[] s, int asking, int amount, Mutation mutation) {
    for (int account = 0; account < ACCOUNTS; account++) {
      int left = State.limit(account) - State.used(s, account);
      int share = left / STRIPES < amount ? 0 : left / STRIPES;
      boolean debt = left < 0 && mutation != Mutation.QUOTAS_KEPT_IN_DEBT;
      for (int stripe = 0; stripe < STRIPES; stripe++) {
        int part = State.part(account, stripe);
        int more = stripe == asking ? left - share * (STRIPES - 1) : share;
        if (mutation == Mutation.QUOTAS_ABOVE_THE_LIMIT) {
          more = left;
        }
        int used = s[part + SPENT] + s[part + HELD];
        s[part + QUOTA] = (byte) (debt ? -1 : used + Math.max(0, more));
      }
    }
  }

  /** Whether the quotas of one stripe have room. */
  static boolean fitsLocally(byte[] s, int stripe, int amount) {
    for (int account = 0; account < ACCOUNTS; account++) {
      int part = State.part(account, stripe);
      if (amount > s[part + QUOTA] - s[part + SPENT] - s[part + HELD]) {
        return false;
      }
    }
    return true;
  }

  static boolean fits(byte[] s, int amount) {
    for (int account = 0; account < ACCOUNTS; account++) {
      if (amount > State.limit(account) - State.used(s, account)) {
        return false;
      }
    }
    return true;
  }

  /** A free slot of a stripe, or -1. */
  static int freeSlot(byte[] s, int stripe) {
    for (int slot = 0; slot < State.SLOTS; slot++) {
      if (s[State.hold(stripe, slot) + HOLD_STATE] == FREE) {
        return slot;
      }
    }
    return -1;
  }
}
