package dev.bursar.agent.start;

import dev.bursar.agent.config.Configuration;
import dev.bursar.agent.governor.Books;
import dev.bursar.agent.governor.StoreSource;
import java.io.File;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Opens a configuration's books, once, and has the governor's calls wait for them until then.
 *
 * <p>Threading: any thread, but for {@link #open}.
 */
final class StoreOpener implements StoreSource {
  private final Stores stores;
  private final Configuration configuration;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile Books books;
  private volatile Throwable failure;
  private volatile StoreOpener successor;

  /**
   * @param stores where the store is open already, or will be
   * @param configuration names the store directory and the accounts
   */
  StoreOpener(Stores stores, Configuration configuration) {
    this.stores = stores;
    this.configuration = configuration;
  }

  /** The store's directory; absolute. */
  File directory() {
    return configuration.store();
  }

  /** Opens the store and sets the limits of the configured accounts. No more than once. */
  void open() {
    if (done.getCount() == 0) {
      return;
    }
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    try {
      // The map library finds JDK classes through it, and must not through the app's.
      thread.setContextClassLoader(StoreOpener.class.getClassLoader());
      books = Wiring.books(configuration, stores.of(configuration));
    } catch (Throwable e) {
      failure = e;
    } finally {
      thread.setContextClassLoader(loader);
      done.countDown();
    }
  }

  /** Sets the limits again, after others were set in vain. */
  void restore() {
    Books open = books;
    if (open != null) {
      Wiring.books(configuration, open.store());
    }
  }

  /** Once a second: has those who write to the store find room there. */
  void makeRoom() {
    Books open = books;
    if (open != null) {
      open.store().makeRoom();
    }
  }

  /** Why it could not be opened, or null. */
  Throwable failure() {
    return failure;
  }

  /** Another configuration is in force: where this one's books never opened, calls get those. */
  void give(StoreOpener next) {
    successor = next;
    done.countDown();
  }

  @Override
  public Books get(long millis) throws InterruptedException {
    Books open = books;
    if (open != null || !done.await(millis, TimeUnit.MILLISECONDS)) {
      return open;
    }
    StoreOpener next = successor;
    if (books == null && next != null) {
      return next.get(millis);
    }
    if (failure != null) {
      throw new IllegalStateException(failure.getMessage(), failure);
    }
    return books;
  }
}
