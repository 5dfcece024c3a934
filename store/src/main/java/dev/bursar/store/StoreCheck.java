package dev.bursar.store;

import java.io.File;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A store that cannot be opened, because it was changed by something else than Bursar: what is
 * wrong with it, and its repair.
 *
 * <p>Threading: any thread. Works under all locks of the store; processes that use it wait.
 */
public final class StoreCheck {
  private StoreCheck() {}

  /**
   * Looks at everything, and changes nothing.
   *
   * @param dir the directory of a store
   * @return what was found
   * @throws StoreException when its files are not there, or not of a store at all
   */
  public static VerifyReport examine(File dir) {
    return Store.unjoined(dir, System::currentTimeMillis, Store::examined);
  }

  /**
   * Makes a damaged store sound again, never in the spender's favour: what is not known any more
   * counts as spent, or halts its account. The files as they were are copied before, into a
   * directory {@code damaged-TIME} beside them.
   *
   * @param dir the directory of a store
   * @return what was done, one sentence each; empty when there was nothing to do
   * @throws StoreException when it cannot be repaired
   */
  public static List<String> repair(File dir) {
    return repair(dir, System::currentTimeMillis);
  }

  static List<String> repair(File dir, LongSupplier clock) {
    return Store.unjoined(dir, clock, store -> store.repaired(clock.getAsLong()));
  }
}
