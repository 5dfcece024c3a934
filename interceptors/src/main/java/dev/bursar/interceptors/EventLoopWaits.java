package dev.bursar.interceptors;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Does on a few threads of our own what must wait and so must not be done on an event loop: only
 * until the governor is ready, which it stays. The threads end when they have nothing to do.
 *
 * <p>Threading: any thread.
 */
public final class EventLoopWaits implements ThreadFactory {
  private static final int THREADS = 16;

  /** How long a request is held at most before the governor is asked, in milliseconds. */
  private static final long PATIENCE = 2_000;

  private final Governor governor;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<Runnable>(), this);
  private volatile boolean ready;

  /** Waits for this governor. */
  public EventLoopWaits(Governor governor) {
    this.governor = governor;
    threads.allowCoreThreadTimeOut(true);
  }

  /** Whom it waits for. */
  public Governor governor() {
    return governor;
  }

  /** Whether the governor answers without a wait. */
  public boolean ready() {
    if (!ready) {
      ready = governorIsReady(0);
    }
    return ready;
  }

  /** Waits a while until the governor answers without a wait; not for an event loop. */
  public void await() {
    governorIsReady(PATIENCE);
  }

  /** Runs what may wait. */
  public void run(Runnable waiting) {
    threads.execute(waiting);
  }

  private boolean governorIsReady(long millis) {
    try {
      return governor.ready(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Throwable fault) {
      Gate.fault(fault);
      return true;
    }
  }

  @Override
  public Thread newThread(Runnable work) {
    Thread thread = new Thread(null, work, "bursar-waits");
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }
}
