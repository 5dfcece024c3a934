package dev.bursar.agent.start;

import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Opens the store on a daemon thread, once, when the first class of an HTTP client appears: a JVM
 * without HTTP never pays for it.
 *
 * <p>Threading: any thread.
 */
final class StoreOpener implements Runnable {
  private final Instrumentation instrumentation;
  private final File directory;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile Store store;
  private volatile Throwable failure;

  /**
   * @param instrumentation the JVM's, to open modules with
   * @param directory the store directory
   */
  StoreOpener(Instrumentation instrumentation, File directory) {
    this.instrumentation = instrumentation;
    this.directory = directory;
  }

  /** Opens it. Called once. */
  @Override
  public void run() {
    try {
      ModuleOpener.open(instrumentation, StoreOpener.class.getClassLoader());
      store = Store.open(directory, StoreOptions.defaults());
    } catch (Throwable e) {
      failure = e;
    } finally {
      done.countDown();
    }
  }

  /** The store where it is open, else null; does not wait. */
  Store now() {
    return store;
  }

  /** Why it could not be opened, or null. */
  Throwable failure() {
    return failure;
  }

  /**
   * Waits until the store is open.
   *
   * @param millis how long, in milliseconds
   * @return the store
   * @throws IllegalStateException when it could not be opened, or not in time
   */
  Store get(long millis) {
    Store open = store;
    if (open != null) {
      return open;
    }
    boolean interrupted = false;
    try {
      if (!done.await(millis, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "store " + directory + " is not open after " + millis + " ms: see bursar.log in it");
      }
    } catch (InterruptedException e) {
      interrupted = true;
      throw new IllegalStateException("interrupted while waiting for store " + directory, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (failure != null) {
      throw new IllegalStateException(failure.getMessage(), failure);
    }
    return store;
  }
}
