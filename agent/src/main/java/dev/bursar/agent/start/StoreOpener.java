package dev.bursar.agent.start;

import dev.bursar.agent.config.Configuration;
import dev.bursar.agent.governor.Books;
import dev.bursar.agent.governor.StoreSource;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.lang.instrument.Instrumentation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Opens the store, once, and has the governor's calls wait for it until then.
 *
 * <p>Threading: any thread.
 */
final class StoreOpener implements StoreSource {
  private final Instrumentation instrumentation;
  private final Configuration configuration;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile Books books;
  private volatile Throwable failure;

  /**
   * @param instrumentation the JVM's, to open modules with
   * @param configuration names the store directory and the accounts
   */
  StoreOpener(Instrumentation instrumentation, Configuration configuration) {
    this.instrumentation = instrumentation;
    this.configuration = configuration;
  }

  /** Opens it and makes the configured accounts. Called once. */
  void open() {
    try {
      ModuleOpener.open(instrumentation, StoreOpener.class.getClassLoader());
      StoreOptions options =
          StoreOptions.builder().durability(configuration.calls().durability()).build();
      Store store = Store.open(configuration.store(), options);
      books = Wiring.books(configuration, store);
    } catch (Throwable e) {
      failure = e;
    } finally {
      done.countDown();
    }
  }

  /** Why it could not be opened, or null. */
  Throwable failure() {
    return failure;
  }

  @Override
  public Books get(long millis) throws InterruptedException {
    Books open = books;
    if (open != null || !done.await(millis, TimeUnit.MILLISECONDS)) {
      return open;
    }
    if (failure != null) {
      throw new IllegalStateException(failure.getMessage(), failure);
    }
    return books;
  }
}
