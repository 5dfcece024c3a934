package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one lock over the store. Threads of a process queue on a plain lock; the first of them swaps
 * the process's token into a word that all processes see. The word of a process that died is taken
 * over, and what it left half done is finished before anything else happens.
 *
 * <p>Not reentrant. Never waits longer than the time-out for a live process that keeps the word.
 */
final class StoreLock {
  /** Finishes what a dead owner left. */
  interface Recovery {
    /** Called with the lock held; when it throws, the next owner tries again. */
    void recover();
  }

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int SPINS = 200;
  private static final int YIELDS = 20;
  private static final long PARK_NANOS = 50_000;
  private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long IMPATIENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ReentrantLock threads = new ReentrantLock();
  private final Condition ended = threads.newCondition();
  private final Header header;
  private final Processes processes;
  private final Recovery recovery;
  private final long word;
  private final long state;
  private final long token;
  private final long timeoutNanos;
  private boolean closed;
  private long generation;
  private long stuckOwner;
  private int waiting;

  StoreLock(
      Header header, Processes processes, Recovery recovery, long generation, long timeoutMillis) {
    this.header = header;
    this.processes = processes;
    this.recovery = recovery;
    this.generation = generation;
    this.word = header.address(Header.LOCK);
    this.state = header.address(0);
    this.token = processes.token();
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  /**
   * Waits for the lock.
   *
   * @throws StoreException when the store is closed or cannot be recovered, or a live process keeps
   *     the lock past the time-out; the lock is then not held
   */
  void lock() {
    threads.lock();
    boolean locked = false;
    try {
      if (closed) {
        throw new StoreException("the store is closed: open it again");
      }
      if (!U.compareAndSwapLong(null, word, 0, token)) {
        contend();
      }
      locked = true;
      if (!clean()) {
        locked = false;
        recoverOrLetGo();
        locked = true;
      }
    } finally {
      if (!locked) {
        threads.unlock();
      }
    }
  }

  private boolean clean() {
    return (U.getLong(state + Header.IN_MAP)
            | U.getLong(state + Header.PENDING)
            | (U.getLong(state + Header.GENERATION) ^ generation))
        == 0;
  }

  private void recoverOrLetGo() {
    boolean recovered = false;
    try {
      recovery.recover();
      recovered = true;
    } finally {
      if (!recovered) {
        U.putOrderedLong(null, word, 0);
      }
    }
  }

  /** Gives the lock back. What the thread left valid in the journal is finished first. */
  void unlock() {
    try {
      if (U.getLong(state + Header.PENDING) != 0) {
        recovery.recover();
      }
    } finally {
      U.putOrderedLong(null, word, 0);
      threads.unlock();
    }
  }

  /** The generation that this process's addresses belong to. Under the lock. */
  void moved(long to) {
    generation = to;
  }

  // The yield is for an owner that lost its core: its critical section is 100 ns long.
  @SuppressWarnings("ThreadPriorityCheck")
  private void contend() {
    long start = System.nanoTime();
    long probed = start;
    for (int round = 0; ; round++) {
      long owner = U.getLongVolatile(null, word);
      if (owner == 0 ? U.compareAndSwapLong(null, word, 0, token) : owner == token) {
        return; // a token of our own is what an error left: no other thread can be inside
      }
      if (round < SPINS) {
        continue;
      }
      long now = System.nanoTime();
      if (now - probed > PROBE_NANOS) {
        probed = now;
        if (owner != 0
            && processes.isDead(owner)
            && U.compareAndSwapLong(null, word, owner, token)) {
          return;
        }
        giveUpAfter(start, now, owner);
      }
      if (round < SPINS + YIELDS) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(PARK_NANOS);
      }
    }
  }

  // The first thread waits the whole time-out; those queued behind it must not add theirs.
  private void giveUpAfter(long start, long now, long owner) {
    long patience = owner == stuckOwner ? Math.min(IMPATIENT_NANOS, timeoutNanos) : timeoutNanos;
    if (owner != 0 && now - start > patience) {
      stuckOwner = owner;
      throw new StoreException(
          "no way into the store for "
              + TimeUnit.NANOSECONDS.toMillis(patience)
              + " ms: process "
              + processes.pid(owner)
              + " has its lock and is alive; let it run on (is it stopped?), or end it");
    }
  }

  /** Wakes the threads that wait for a hold to end. Under the lock. */
  void signalEnded() {
    header.put(Header.ENDED, header.get(Header.ENDED) + 1);
    if (waiting != 0) {
      ended.signalAll();
    }
  }

  /**
   * Waits until a hold of this process ended, or a moment.
   *
   * @param seen the count of ended holds that the caller knows
   * @param nanos how long at most
   * @return whether a hold of any process ended
   */
  @SuppressWarnings("WaitNotInLoop") // the caller's loop
  boolean awaitEnded(long seen, long nanos) throws InterruptedException {
    threads.lockInterruptibly();
    try {
      if (!closed && header.getVolatile(Header.ENDED) == seen) {
        waiting++;
        try {
          ended.awaitNanos(nanos);
        } finally {
          waiting--;
        }
      }
      return header.getVolatile(Header.ENDED) != seen;
    } finally {
      threads.unlock();
    }
  }

  /** No thread of this process gets in any more. Under the lock. */
  void close() {
    closed = true;
    ended.signalAll();
  }
}
