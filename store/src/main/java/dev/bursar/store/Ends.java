package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;

/**
 * How holds end: by their process, or, when that has died, by whoever notices first. Each end is
 * one transaction.
 *
 * <p>Threading: callers hold the store's lock.
 */
final class Ends {
  /** The four ways. */
  enum How {
    /** Real usage replaces the hold. */
    SETTLE,
    /** The hold becomes spent. */
    CHARGE,
    /** Nothing remains. */
    RELEASE,
    /** Money and tokens are given back, the call counts. */
    REJECT
  }

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long SWEEP_MILLIS = 1_000;

  private final Header header;
  private final Processes processes;
  private final Accounts accounts;
  private final Holds holds;
  private final Booking booking;
  private final Journal journal;
  private final StoreLock lock;
  private long nextSweep;

  Ends(
      Header header,
      Processes processes,
      Accounts accounts,
      Holds holds,
      Booking booking,
      Journal journal,
      StoreLock lock) {
    this.header = header;
    this.processes = processes;
    this.accounts = accounts;
    this.holds = holds;
    this.booking = booking;
    this.journal = journal;
    this.lock = lock;
  }

  /** Ends an open hold; the amounts and {@code estimated} count for {@link How#SETTLE} only. */
  void end(int index, How how, long usd, long input, long output, boolean estimated, long now) {
    long at = holds.address(index);
    boolean settle = how == How.SETTLE;
    boolean charge = how == How.CHARGE;
    long spentUsd = settle ? usd : charge ? U.getLong(at + Holds.USD) : 0;
    long spentInput = settle ? input : charge ? U.getLong(at + Holds.INPUT) : 0;
    long spentOutput = settle ? output : charge ? U.getLong(at + Holds.OUTPUT) : 0;
    long calls = how == How.RELEASE ? 0 : 1;
    long retries = how == How.RELEASE ? 0 : U.getLong(at + Holds.RETRIES);
    journal.begin();
    for (Account account : accounts.at(U.getInt(at + Holds.ACCOUNT)).chain) {
      booking.end(
          account,
          now,
          at,
          spentUsd,
          spentInput,
          spentOutput,
          calls,
          retries,
          settle && estimated ? 1 : 0);
    }
    holds.free(index, at, journal);
    journal.commit();
    lock.signalEnded();
  }

  /** Ends all holds of a slot's process: what was never sent is released, the rest charged. */
  void resolve(int slot, long now) {
    for (int index = 0; index < holds.used(); index++) {
      long at = holds.address(index);
      int state = Holds.stateOfSlot(at);
      if (state != Holds.FREE && U.getInt(at + Holds.OWNER) == slot) {
        end(index, state == Holds.SENT ? How.CHARGE : How.RELEASE, 0, 0, 0, false, now);
      }
    }
  }

  /** {@link #sweep}, about once in a second. */
  void sweepIfDue(long now) {
    if (now >= nextSweep || now < nextSweep - SWEEP_MILLIS) {
      nextSweep = now + SWEEP_MILLIS;
      sweep(now);
    }
  }

  /** Resolves the holds of processes that have died; tells how many live ones there are. */
  int sweep(long now) {
    int alive = 1;
    for (int slot = 0; slot < Header.PROCESSES; slot++) {
      if (slot != processes.slot() && header.used(slot)) {
        // While its lock is ours no new process can take the slot.
        if (processes.takeDead(slot)) {
          try {
            resolve(slot, now);
            header.used(slot, false);
          } finally {
            processes.giveBack(slot);
          }
        } else {
          alive++;
        }
      }
    }
    return alive;
  }
}
