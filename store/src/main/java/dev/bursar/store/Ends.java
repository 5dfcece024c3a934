package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * How holds end: by their process, or, when that has died, by whoever notices first. Each end is
 * one transaction, and no lock is held between two.
 *
 * <p>Threading: any thread, without a lock.
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
    REJECT,
    /** Its process is gone: what was sent is charged, the rest released. */
    ABANDON
  }

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long SWEEP_MILLIS = 100;
  private static final int HOLDS_PER_CALL = 1_000;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Header header;
  private final Processes processes;
  private final Locks locks;
  private final Accounts accounts;
  private final Holds holds;
  private final LocalBooks[] local;
  private final CentralBooks central;
  private final Waiters waiters;
  private final Vigil vigil;
  private final LongSupplier clock;
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private volatile long nextSweep;

  Ends(
      Header header,
      Processes processes,
      Locks locks,
      Accounts accounts,
      Holds holds,
      LocalBooks[] local,
      CentralBooks central,
      Waiters waiters,
      Vigil vigil,
      LongSupplier clock) {
    this.header = header;
    this.processes = processes;
    this.locks = locks;
    this.accounts = accounts;
    this.holds = holds;
    this.local = local;
    this.central = central;
    this.waiters = waiters;
    this.vigil = vigil;
    this.clock = clock;
  }

  /**
   * Marks a hold as sent.
   *
   * @return false when it was, or has ended
   */
  boolean sent(long id) {
    int stripe = holds.stripe(id);
    if (stripe < 0) {
      return false;
    }
    locks.enter(stripe);
    try {
      if (holds.state(id) != Holds.RESERVED) {
        return false;
      }
      if (!header.isLogged()) {
        holds.markSent(Holds.index(id));
        return true;
      }
    } finally {
      locks.leave(stripe);
    }
    locks.enterAll();
    try {
      boolean reserved = holds.state(id) == Holds.RESERVED;
      if (reserved) {
        central.sent(Holds.index(id));
      }
      return reserved;
    } finally {
      locks.leaveAll();
    }
  }

  /**
   * Ends a hold; the amounts and {@code estimated} count for {@link How#SETTLE} only.
   *
   * @return false when it has ended already
   */
  boolean end(long id, How how, long usd, long input, long output, boolean estimated) {
    int stripe = holds.stripe(id);
    if (stripe < 0) {
      return false;
    }
    boolean done;
    Account payer;
    locks.enter(stripe);
    try {
      if (holds.state(id) == Holds.FREE) {
        return false;
      }
      payer = accounts.known(account(id));
      done = end(payer, stripe, Holds.index(id), how, usd, input, output, estimated, false);
    } finally {
      locks.leave(stripe);
    }
    if (!done) {
      locks.enterAll();
      try {
        if (holds.state(id) == Holds.FREE) {
          return false;
        }
        payer = accounts.at(account(id));
        end(payer, stripe, Holds.index(id), how, usd, input, output, estimated, true);
      } finally {
        locks.leaveAll();
      }
    }
    waiters.wake();
    if (payer.over) {
      dismiss(payer);
    }
    return true;
  }

  private void dismiss(Account account) {
    locks.enterAll();
    try {
      accounts.runs().dismiss(account);
    } finally {
      locks.leaveAll();
    }
  }

  // The number of the account that a hold is on.
  private int account(long id) {
    int index = Holds.index(id);
    long at = holds.address(index);
    if (!Holds.isWhole(at)) {
      throw new StoreException(
          "the record of hold "
              + index
              + " was changed by something else than Bursar: java -jar bursar.jar doctor tells"
              + " more, and doctor --repair mends it");
    }
    return Holds.account(at);
  }

  private boolean end(
      Account account,
      int stripe,
      int index,
      How how,
      long usd,
      long input,
      long output,
      boolean estimated,
      boolean all) {
    long at = holds.address(index);
    boolean settle = how == How.SETTLE;
    boolean sent = Holds.stateOfSlot(at) == Holds.SENT;
    boolean charge = how == How.CHARGE || (how == How.ABANDON && sent);
    boolean release = how == How.RELEASE || (how == How.ABANDON && !sent);
    long spentUsd = settle ? usd : charge ? U.getLong(at + Holds.USD) : 0;
    long spentInput = settle ? input : charge ? U.getLong(at + Holds.INPUT) : 0;
    long spentOutput = settle ? output : charge ? U.getLong(at + Holds.OUTPUT) : 0;
    long calls = release ? 0 : 1;
    long retries = release ? 0 : Holds.retries(at);
    long guess = settle && estimated ? 1 : 0;
    if (all) {
      central.end(
          account.chain,
          stripe,
          index,
          clock.getAsLong(),
          spentUsd,
          spentInput,
          spentOutput,
          calls,
          retries,
          guess);
    } else if (account == null
        // Where the hold is another process's, the number may be another account's by now.
        || (how == How.ABANDON && !account.isCurrent())
        || !local[stripe].end(
            account, index, spentUsd, spentInput, spentOutput, calls, retries, guess, clock)) {
      return false;
    }
    header.countEnd(stripe);
    return true;
  }

  /**
   * Ends all holds of a slot's process: what was never sent is released, the rest charged. Then its
   * runs have no accounts any more.
   */
  void bury(int slot) {
    bury(slot, Integer.MAX_VALUE);
  }

  private boolean bury(int slot, int most) {
    return resolve(slot, most) && giveBack(slot, most);
  }

  // Whether all are given back, or there were more than so many.
  private boolean giveBack(int slot, int most) {
    int from = 0;
    for (int left = most; left > 0; left--) {
      locks.enterAll();
      try {
        from = accounts.runs().giveBack(slot, from);
      } finally {
        locks.leaveAll();
      }
      if (from < 0) {
        return true;
      }
    }
    return false;
  }

  // Whether all are ended, or there were more than so many.
  private boolean resolve(int slot, int most) {
    int left = most;
    for (int block = 0; block < holds.blocks(); block++) {
      int from = block * Holds.PER_BLOCK;
      for (long id = nextOpen(block, from, slot);
          id != 0;
          id = nextOpen(block, Holds.index(id) + 1, slot)) {
        if (left-- == 0) {
          return false;
        }
        end(id, How.ABANDON, 0, 0, 0, false);
      }
    }
    return true;
  }

  // An id, or 0. Under the lock, for without it a store that is being closed takes its memory away.
  private long nextOpen(int block, int from, int slot) {
    int stripe = holds.stripeOfBlock(block);
    if (stripe < 0) {
      return 0; // Whoever adds it is not done, or died: nobody can have a hold in it.
    }
    locks.enter(stripe);
    try {
      for (int i = from; i < (block + 1) * Holds.PER_BLOCK; i++) {
        long at = holds.address(i);
        if (Holds.stateOfSlot(at) != Holds.FREE && Holds.owner(at) == slot) {
          return Holds.id(i, at);
        }
      }
      return 0;
    } finally {
      locks.leave(stripe);
    }
  }

  /**
   * Waits until a hold ends, and resolves those of the dead meanwhile.
   *
   * @param seen the count of ended holds that the caller knows
   * @param millis how long at most
   * @return whether one ended
   */
  boolean await(long seen, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = deadline - System.nanoTime(); ; left = deadline - System.nanoTime()) {
      if (waiters.await(seen, Math.max(0, Math.min(left, POLL_NANOS)))) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
      sweepIfDue(clock.getAsLong());
    }
  }

  /**
   * Some times in a second: looks after the files, and does {@link #sweep}; for a part where there
   * is much, to be short.
   *
   * @throws StoreException when a file is not the one any more that was opened
   */
  void sweepIfDue(long now) {
    long next = nextSweep;
    if (now >= next || now < next - SWEEP_MILLIS) {
      nextSweep = now + SWEEP_MILLIS;
      vigil.look();
      if (!sweep(HOLDS_PER_CALL)) {
        nextSweep = now;
      }
    }
  }

  /**
   * Resolves the holds of processes that have died, and their runs' accounts, unless another thread
   * is at it.
   */
  void sweep() {
    sweep(Integer.MAX_VALUE);
  }

  private boolean sweep(int most) {
    if (!sweeping.compareAndSet(false, true)) {
      return true;
    }
    try {
      boolean all = true;
      for (int slot = 0; slot < Header.PROCESSES && all; slot++) {
        // While its lock is ours no new process can take the slot.
        if (slot != processes.slot() && header.used(slot) && processes.takeDead(slot)) {
          try {
            all = bury(slot, most);
            if (all) {
              header.leave(slot);
            }
          } finally {
            processes.giveBack(slot);
          }
        }
      }
      return all;
    } finally {
      sweeping.set(false);
    }
  }
}
