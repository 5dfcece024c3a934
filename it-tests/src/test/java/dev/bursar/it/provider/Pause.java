package dev.bursar.it.provider;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The provider's waits; all of them end when it is closed. */
final class Pause {
  private static final long MOST_SECONDS = 120;

  private final CountDownLatch closed = new CountDownLatch(1);

  void by(Duration time) throws IOException {
    if (!time.isZero()) {
      await(closed, time.toNanos());
    }
  }

  /** Until the test opens the latch; a test that never does fails by the clock. */
  void until(CountDownLatch latch) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!await(latch, TimeUnit.MILLISECONDS.toNanos(50))) {
      if (closed.getCount() == 0 || System.nanoTime() > end) {
        throw new IOException("the provider was closed, or waited in vain");
      }
    }
  }

  void close() {
    closed.countDown();
  }

  private static boolean await(CountDownLatch latch, long nanos) throws IOException {
    try {
      return latch.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
