package dev.bursar.store;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads of this process that wait for a hold to end.
 *
 * <p>Threading: any thread.
 */
final class Waiters {
  private final Header header;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private volatile int waiting;

  Waiters(Header header) {
    this.header = header;
  }

  /** A hold has ended. Who starts to wait at this very moment may be missed: they look again. */
  void wake() {
    if (waiting != 0) {
      lock.lock();
      try {
        ended.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Waits until a hold of this process ended, or a moment.
   *
   * @param seen the count of ended holds that the caller knows
   * @param nanos how long at most
   * @return whether a hold of any process ended
   */
  @SuppressWarnings({"WaitNotInLoop", "NonAtomicVolatileUpdate"}) // the caller's loop; the lock
  boolean await(long seen, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waiting++;
      try {
        if (header.ended() == seen) {
          ended.awaitNanos(nanos);
        }
      } finally {
        waiting--;
      }
      return header.ended() != seen;
    } finally {
      lock.unlock();
    }
  }
}
