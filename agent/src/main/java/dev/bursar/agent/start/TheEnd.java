package dev.bursar.agent.start;

import dev.bursar.gate.Gate;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Work that is done once more as the JVM ends.
 *
 * <p>Threading: any thread.
 */
final class TheEnd implements Runnable {
  private final Runnable work;
  private final AtomicBoolean awaited = new AtomicBoolean();

  TheEnd(Runnable work) {
    this.work = work;
  }

  /** Has the work done as the JVM ends, or now where it does already. */
  void await() {
    if (awaited.compareAndSet(false, true)) {
      try {
        Runtime.getRuntime().addShutdownHook(Session.thread("bursar-end", this));
      } catch (IllegalStateException | SecurityException now) {
        run();
      }
    }
  }

  @Override
  public void run() {
    try {
      work.run();
    } catch (RuntimeException fault) {
      Gate.fault(fault);
    }
  }
}
