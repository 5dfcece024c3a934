package dev.bursar.agent.start;

import dev.bursar.agent.config.Configuration;
import dev.bursar.store.Durability;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.Map;

/**
 * The stores that are open in this JVM, one for each directory. None is closed before the JVM ends:
 * calls end by the books that they began with.
 *
 * <p>Threading: one thread at a time.
 */
final class Stores {
  private final Instrumentation instrumentation;
  private final Map<File, Store> open = new HashMap<>();
  private final Map<File, Durability> durabilities = new HashMap<>();

  /**
   * @param instrumentation the JVM's, to open modules with
   */
  Stores(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** The store that a configuration names. Opened where it is not open; this takes a while. */
  Store of(Configuration configuration) throws IOException, ReflectiveOperationException {
    File directory = configuration.store().getCanonicalFile();
    Durability durability = configuration.calls().durability();
    Store known = open.get(directory);
    if (known == null) {
      ModuleOpener.open(instrumentation, Stores.class.getClassLoader());
      known = Store.open(directory, StoreOptions.builder().durability(durability).build());
      open.put(directory, known);
      durabilities.put(directory, durability);
    } else if (durabilities.get(directory) != durability) {
      throw new IllegalArgumentException(
          "durability: the store "
              + directory
              + " is open in this JVM already, and keeps its durability until the JVM ends");
    }
    return known;
  }
}
