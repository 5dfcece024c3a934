package dev.bursar.store;

import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Opens stores with a clock of the test's own, for tests of other packages. */
public final class Clocked {
  private Clocked() {}

  /**
   * {@link Store#open} with a clock.
   *
   * @param dir the directory
   * @param options as for {@link Store#open}
   * @param clock milliseconds since 1970
   * @return the store
   */
  public static Store open(Path dir, StoreOptions options, LongSupplier clock) {
    return Store.open(dir.toFile(), options, clock);
  }
}
