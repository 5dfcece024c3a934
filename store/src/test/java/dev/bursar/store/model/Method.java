package dev.bursar.store.model;

import static dev.bursar.store.model.State.CENTRAL;
import static dev.bursar.store.model.State.COUNT;
import static dev.bursar.store.model.State.DEBT;
import static dev.bursar.store.model.State.FREE;
import static dev.bursar.store.model.State.HOLD_AMOUNT;
import static dev.bursar.store.model.State.HOLD_OWNER;
import static dev.bursar.store.model.State.HOLD_STATE;
import static dev.bursar.store.model.State.INDEX;
import static dev.bursar.store.model.State.JOURNAL_NO;
import static dev.bursar.store.model.State.KNOWN;
import static dev.bursar.store.model.State.LOCK;
import static dev.bursar.store.model.State.METER;
import static dev.bursar.store.model.State.NEXT;
import static dev.bursar.store.model.State.OP;
import static dev.bursar.store.model.State.OS_LOCK;
import static dev.bursar.store.model.State.PC;
import static dev.bursar.store.model.State.PENDING;
import static dev.bursar.store.model.State.PROCESSES;
import static dev.bursar.store.model.State.RESERVED;
import static dev.bursar.store.model.State.SENT;
import static dev.bursar.store.model.State.SLOT;
import static dev.bursar.store.model.State.STRIPE;
import static dev.bursar.store.model.State.STRIPES;
import static dev.bursar.store.model.State.SWEPT;

import java.util.Arrays;

/**
 * What a process does in a method of the ledger, one store to a shared word a step.
 *
 * <p>What it reads under its locks is read in the step of the first store that depends on it:
 * nobody else changes it meanwhile, or the properties fail.
 */
final class Method {
  static final int CALLS = 2;
  static final int STEPS_OF_A_CALL = 3; // reserve, sent, settle
  static final int DONE = CALLS * STEPS_OF_A_CALL;

  static final int IDLE = 0;
  static final int HAS_STRIPE = 1;
  private static final int REPLAYS = 2;
  private static final int REPLAYS_WITH_ALL = 3;
  private static final int WRITES_HOLD = 4;
  private static final int WRITES_JOURNAL = 5;
  private static final int SETS_PENDING = 6;
  private static final int APPLIES = 7;
  private static final int CLEARS_PENDING = 8;
  private static final int UNLOCKS = 9;
  private static final int UNLOCKS_FOR_ALL = 10;
  private static final int LOCKS_ALL = 11;
  private static final int HAS_ALL = 12;
  private static final int UNLOCKS_ALL = 13;
  private static final int MARKS_SENT = 14;
  static final int LOOKED = 15;
  private static final int WRITES_COPIES = 16;
  private static final int TRIES_OTHER = 17;

  static final int RESERVE = 0;
  private static final int MARK = 1;
  private static final int END = 2;
  static final int SWEEP = 3;
  private static final int RECOVER = 4;

  private static final int[][] AMOUNTS = {{2, 1}, {2, 1}};
  private static final int[][] BILLS = {{1, 1}, {3, 0}};

  private final Mutation mutation;
  private final Transaction transaction;
  private byte[] s;
  private int p;
  private int own;
  private String broken;

  Method(Mutation mutation) {
    this.mutation = mutation;
    this.transaction = new Transaction(mutation);
  }

  /** What a step broke, or null. */
  String broken() {
    return broken;
  }

  /** The state after the process's next step, or null where it has to wait. */
  byte[] next(byte[] from, int process) {
    s = from.clone();
    p = process;
    own = State.own(process);
    return step() ? s : null;
  }

  private int stripe() {
    return s[own + OP] == SWEEP ? s[own + SWEPT] / State.SLOTS : s[own + STRIPE];
  }

  private int slot() {
    return s[own + OP] == SWEEP ? s[own + SWEPT] % State.SLOTS : s[own + SLOT];
  }

  private int call() {
    return s[own + NEXT] / STEPS_OF_A_CALL;
  }

  private void go(int pc) {
    s[own + PC] = (byte) pc;
    s[own + INDEX] = 0;
  }

  /** False where the process has to wait. */
  private boolean step() {
    switch (s[own + PC]) {
      case HAS_STRIPE -> hasStripe();
      case REPLAYS, REPLAYS_WITH_ALL -> replay();
      case WRITES_HOLD -> writeHold();
      case WRITES_COPIES -> writeCopies();
      case WRITES_JOURNAL -> writeJournal();
      case SETS_PENDING -> setPending();
      case APPLIES -> apply();
      case CLEARS_PENDING -> clearPending();
      case UNLOCKS, UNLOCKS_FOR_ALL -> unlock();
      case LOOKED -> {
        return lockLooked();
      }
      case LOCKS_ALL -> {
        return lockNext();
      }
      case TRIES_OTHER -> {
        return tryOther();
      }
      case HAS_ALL -> hasAll();
      case UNLOCKS_ALL -> unlockNext();
      default -> markSent();
    }
    return true;
  }

  private void hasStripe() {
    int stripe = stripe();
    if (s[PENDING + stripe] != 0 && mutation != Mutation.TAKEN_OVER_WITHOUT_REPLAY) {
      s[own + JOURNAL_NO] = (byte) stripe;
      go(REPLAYS);
    } else if (s[PENDING + CENTRAL] != 0 && mutation != Mutation.LOCAL_BLIND_TO_CENTRAL) {
      s[own + OP] = RECOVER;
      s[own + SWEPT] = (byte) stripe;
      go(UNLOCKS_FOR_ALL);
    } else {
      decideLocally(stripe);
    }
  }

  private void decideLocally(int stripe) {
    s[own + JOURNAL_NO] = (byte) stripe;
    int op = s[own + OP];
    if (op == RESERVE) {
      int slot = Transaction.freeSlot(s, stripe);
      int fit = Transaction.fitLocally(s, stripe, AMOUNTS[p][call()]);
      if (slot >= 0 && fit == State.ACCOUNTS) {
        s[own + SLOT] = (byte) slot;
        go(WRITES_HOLD);
      } else {
        s[own + KNOWN] = (byte) fit;
        go(TRIES_OTHER);
      }
    } else if (op == MARK) {
      go(MARKS_SENT);
    } else if (op == SWEEP && isOver()) {
      go(UNLOCKS);
    } else {
      if (op == END && !State.isOpenHoldOf(s, stripe() * State.SLOTS + slot(), p)) {
        broken = "exactly-once: a hold of a live process was ended by another";
      }
      boolean debt = isDebt() && mutation != Mutation.DEBT_ENDED_LOCALLY_WITHOUT_NEW_QUOTAS;
      go(debt ? UNLOCKS_FOR_ALL : WRITES_COPIES);
    }
  }

  private boolean isOver() {
    return s[State.hold(stripe(), slot()) + HOLD_STATE] == FREE;
  }

  private boolean isDebt() {
    return bill() > s[State.hold(stripe(), slot()) + HOLD_AMOUNT];
  }

  private int bill() {
    int hold = State.hold(stripe(), slot());
    if (s[own + OP] != SWEEP) {
      return BILLS[p][call()];
    }
    boolean charged = s[hold + HOLD_STATE] == SENT && mutation != Mutation.SENT_IS_RELEASED;
    return charged ? s[hold + HOLD_AMOUNT] : 0;
  }

  private void hasAll() {
    for (int journal = 0; journal <= CENTRAL; journal++) {
      if (s[PENDING + journal] != 0) {
        s[own + JOURNAL_NO] = (byte) journal;
        go(REPLAYS_WITH_ALL);
        return;
      }
    }
    s[own + JOURNAL_NO] = CENTRAL;
    if (s[own + OP] == RECOVER) {
      go(UNLOCKS_ALL);
    } else if (s[own + OP] == RESERVE) {
      reserveCentrally();
    } else {
      go(WRITES_JOURNAL);
    }
  }

  private void reserveCentrally() {
    int slot = Transaction.freeSlot(s, stripe());
    if (Transaction.fits(s, s[own + KNOWN], AMOUNTS[p][call()]) && slot >= 0) {
      s[own + SLOT] = (byte) slot;
      go(WRITES_HOLD);
    } else {
      s[own + NEXT] = (byte) (s[own + NEXT] + STEPS_OF_A_CALL); // refused
      go(UNLOCKS_ALL);
    }
  }

  private void replay() {
    int journal = s[own + JOURNAL_NO];
    if (s[own + INDEX] < s[PENDING + journal]) {
      write(journal);
    } else {
      forget(journal);
      go(s[own + PC] == REPLAYS ? HAS_STRIPE : HAS_ALL);
    }
  }

  private void write(int journal) {
    int entry = State.journal(journal) + 2 * s[own + INDEX]++;
    s[s[entry]] = s[entry + 1];
  }

  /**
   * Clears the journal too, and the copies that do not count: they mean nothing from now on, and
   * there are fewer states.
   */
  private void forget(int journal) {
    s[PENDING + journal] = 0;
    int pairs = journal == CENTRAL ? State.CENTRAL_PAIRS : State.LOCAL_PAIRS;
    int at = State.journal(journal);
    Arrays.fill(s, at, at + 2 * pairs, (byte) 0);
    for (int account = 0; account < State.ACCOUNTS && journal != CENTRAL; account++) {
      for (int word = 0; word < State.COPY_WORDS; word++) {
        s[State.other(s, account, journal, word)] = 0;
      }
    }
  }

  private void writeHold() {
    int hold = State.hold(stripe(), slot());
    if (s[own + INDEX]++ == 0) {
      s[hold + HOLD_OWNER] = (byte) p;
    } else {
      s[hold + HOLD_AMOUNT] = (byte) AMOUNTS[p][call()];
      go(s[own + JOURNAL_NO] == CENTRAL ? WRITES_JOURNAL : WRITES_COPIES);
    }
  }

  private void writeCopies() {
    boolean reserve = s[own + OP] == RESERVE;
    int amount = s[State.hold(stripe(), slot()) + HOLD_AMOUNT];
    int i = s[own + INDEX]++;
    transaction.writeCopy(s, stripe(), i, reserve ? amount : -amount, reserve ? 0 : bill());
    if (i + 1 == Transaction.copied(reserve)) {
      go(WRITES_JOURNAL);
    }
  }

  private Transaction transaction() {
    boolean reserve = s[own + OP] == RESERVE;
    if (s[own + JOURNAL_NO] != CENTRAL) {
      return transaction.locally(s, stripe(), slot(), reserve ? RESERVED : FREE);
    }
    return reserve
        ? transaction.reserveCentrally(s, stripe(), slot(), AMOUNTS[p][call()])
        : transaction.endCentrally(s, stripe(), slot(), bill());
  }

  private void writeJournal() {
    Transaction all = transaction();
    int i = s[own + INDEX]++;
    int entry = State.journal(s[own + JOURNAL_NO]) + 2 * i;
    s[entry] = all.places[i];
    s[entry + 1] = all.values[i];
    if (i + 1 == all.count) {
      s[own + COUNT] = (byte) all.count;
      go(mutation == Mutation.APPLIED_BEFORE_PENDING ? APPLIES : SETS_PENDING);
    }
  }

  /** From here on the transaction happens: what the checker knows of it changes at once. */
  private void setPending() {
    s[PENDING + s[own + JOURNAL_NO]] = s[own + COUNT];
    int op = s[own + OP];
    if (op == SWEEP && s[State.hold(stripe(), slot()) + HOLD_STATE] == SENT && bill() == 0) {
      broken = "exactly-once: what a dead process sent is not charged";
    }
    if (op == END || op == SWEEP) {
      s[METER] += (byte) bill();
      s[DEBT] += (byte) Math.max(0, bill() - s[State.hold(stripe(), slot()) + HOLD_AMOUNT]);
    }
    if (op == RESERVE && broken == null) {
      broken = Properties.brokenByReserve(s);
    }
    if (op != SWEEP) {
      s[own + NEXT]++;
    }
    boolean rash = mutation == Mutation.PENDING_CLEARED_BEFORE_THE_WORDS;
    boolean applied = mutation == Mutation.APPLIED_BEFORE_PENDING;
    go(rash || applied ? CLEARS_PENDING : APPLIES);
  }

  private void apply() {
    write(s[own + JOURNAL_NO]);
    if (s[own + INDEX] == s[own + COUNT]) {
      boolean rash = mutation == Mutation.PENDING_CLEARED_BEFORE_THE_WORDS;
      boolean early = mutation == Mutation.APPLIED_BEFORE_PENDING;
      go(rash ? afterwards() : early ? SETS_PENDING : CLEARS_PENDING);
    }
  }

  private int afterwards() {
    return s[own + JOURNAL_NO] == CENTRAL ? UNLOCKS_ALL : UNLOCKS;
  }

  private void clearPending() {
    if (mutation == Mutation.PENDING_CLEARED_BEFORE_THE_WORDS) {
      s[PENDING + s[own + JOURNAL_NO]] = 0;
      go(APPLIES);
    } else {
      forget(s[own + JOURNAL_NO]);
      go(afterwards());
    }
  }

  private void markSent() {
    s[State.hold(stripe(), slot()) + HOLD_STATE] = SENT;
    s[own + NEXT]++;
    go(UNLOCKS);
  }

  private void unlock() {
    s[LOCK + (s[own + OP] == RECOVER ? s[own + SWEPT] : stripe())] = 0;
    if (s[own + PC] == UNLOCKS) {
      rest();
    } else {
      go(LOCKS_ALL);
    }
  }

  private boolean lockLooked() {
    int word = LOCK + stripe();
    if (!State.isLockable(s, word)) {
      return false;
    }
    s[word] = State.token(s, p);
    go(HAS_STRIPE);
    return true;
  }

  private boolean lockNext() {
    int stripe = s[own + INDEX];
    if (!State.isLockable(s, LOCK + stripe)) {
      return false;
    }
    s[LOCK + stripe] = State.token(s, p);
    int last = mutation == Mutation.CENTRAL_WITH_ONE_LOCK ? 1 : STRIPES;
    if (++s[own + INDEX] == last) {
      go(HAS_ALL);
    }
    return true;
  }

  /** Never waits. Who does not get the other stripe has nothing to give back: there are two. */
  private boolean tryOther() {
    int other = LOCK + 1 - stripe();
    boolean free = s[other] == 0;
    if (mutation == Mutation.TRY_TAKES_OVER_FROM_THE_DEAD) {
      free = State.isLockable(s, other);
    }
    if (free) {
      s[other] = State.token(s, p);
      s[own + JOURNAL_NO] = CENTRAL;
      reserveCentrally(); // nothing is pending: nobody gave the word back before that
    } else if (mutation == Mutation.TRY_WAITS) {
      return false;
    } else {
      s[own + KNOWN] = 0;
      go(UNLOCKS_FOR_ALL);
    }
    return true;
  }

  private void unlockNext() {
    int first = mutation == Mutation.CENTRAL_WITH_ONE_LOCK ? 1 : STRIPES;
    s[LOCK + first - 1 - s[own + INDEX]++] = 0;
    if (s[own + INDEX] == first) {
      rest();
    }
  }

  /** Between two methods; what does not matter any more is cleared. */
  private void rest() {
    go(IDLE);
    s[own + OP] = 0;
    s[own + SWEPT] = 0;
    s[own + JOURNAL_NO] = 0;
    s[own + COUNT] = 0;
    s[own + KNOWN] = 0;
    if (s[own + NEXT] % STEPS_OF_A_CALL == 0) {
      s[own + STRIPE] = 0;
      s[own + SLOT] = 0;
    }
    for (int other = 0; other < PROCESSES; other++) {
      if (other != p && s[OS_LOCK + other] == p + 1) {
        s[OS_LOCK + other] = 0;
      }
    }
  }
}
