package dev.bursar.store.model;

import static dev.bursar.store.model.State.ACCOUNTS;
import static dev.bursar.store.model.State.FREE;
import static dev.bursar.store.model.State.HELD;
import static dev.bursar.store.model.State.HOLD_AMOUNT;
import static dev.bursar.store.model.State.HOLD_STATE;
import static dev.bursar.store.model.State.QUOTA;
import static dev.bursar.store.model.State.RESERVED;
import static dev.bursar.store.model.State.SERIAL;
import static dev.bursar.store.model.State.SPENT;
import static dev.bursar.store.model.State.STRIPES;

/**
 * The pairs of place and value that a transaction consists of, from the words as they are when it
 * is decided; nobody else changes them until it is done.
 */
final class Transaction {
  /** How many words {@link #writeCopy} has to write: of what is held, then of what is spent. */
  static int copied(boolean reserve) {
    return reserve ? ACCOUNTS : ACCOUNTS * State.COPY_WORDS;
  }

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

  /**
   * What one stripe does: the copies that did not count do, of what is spent only where that
   * changes; and the hold's state.
   */
  Transaction locally(byte[] s, int stripe, int slot, int state) {
    count = 0;
    for (int account = 0; account < ACCOUNTS; account++) {
      int serial = State.part(account, stripe) + SERIAL;
      int switched = state == RESERVED && mutation != Mutation.SPENT_SWITCHED_UNWRITTEN ? 1 : 3;
      put(serial, s[serial] ^ (mutation == Mutation.COUNTING_COPY_WRITTEN ? 0 : switched));
    }
    put(State.hold(stripe, slot) + HOLD_STATE, state);
    return this;
  }

  /** Writes a word of the copies that do not count: what counts, and what changes of it. */
  void writeCopy(byte[] s, int stripe, int number, int held, int spent) {
    int account = number % ACCOUNTS;
    int word = number < ACCOUNTS ? HELD : SPENT;
    int from = State.counting(s, account, stripe, word);
    boolean wrong = mutation == Mutation.COUNTING_COPY_WRITTEN;
    int to = wrong ? from : State.other(s, account, stripe, word);
    s[to] = (byte) (s[from] + (word == HELD ? held : spent));
  }

  Transaction reserveCentrally(byte[] s, int stripe, int slot, int amount) {
    byte[] after = s.clone();
    for (int account = 0; account < ACCOUNTS; account++) {
      after[State.counting(s, account, stripe, HELD)] += (byte) amount;
    }
    dealAndDiff(s, after, stripe, amount);
    put(State.hold(stripe, slot) + HOLD_STATE, RESERVED);
    return this;
  }

  Transaction endCentrally(byte[] s, int stripe, int slot, int bill) {
    byte[] after = s.clone();
    int hold = State.hold(stripe, slot);
    for (int account = 0; account < ACCOUNTS; account++) {
      after[State.counting(s, account, stripe, HELD)] -= s[hold + HOLD_AMOUNT];
      after[State.counting(s, account, stripe, SPENT)] += (byte) bill;
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
        int more = stripe == asking ? left - share * (STRIPES - 1) : share;
        if (mutation == Mutation.QUOTAS_ABOVE_THE_LIMIT) {
          more = left;
        }
        int used = State.used(s, account, stripe);
        int quota = debt ? -1 : used + Math.max(0, more);
        s[State.part(account, stripe) + QUOTA] = (byte) quota;
      }
    }
  }

  /** How many accounts have room in the quotas of one stripe. */
  static int fitLocally(byte[] s, int stripe, int amount) {
    for (int account = 0; account < ACCOUNTS; account++) {
      int quota = s[State.part(account, stripe) + QUOTA];
      if (amount > quota - State.used(s, account, stripe)) {
        return account;
      }
    }
    return ACCOUNTS;
  }

  /** Whether all accounts have room, the first of which are known to. */
  static boolean fits(byte[] s, int known, int amount) {
    for (int account = known; account < ACCOUNTS; account++) {
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
