package dev.bursar.store.memory;

import net.openhft.chronicle.hash.impl.util.Cleaner;

/**
 * In place of the library's class of that name, which wants {@code jdk.internal.ref.Cleaner}, gone
 * in Java 26. Frees a map's memory when the map is closed; a map that is dropped unclosed keeps its
 * memory until the JVM ends, and the store never drops one.
 */
public final class CleanerUtils {
  private CleanerUtils() {}

  /**
   * A cleaner that runs {@code release} at most once.
   *
   * @param owner not used; the library's signature
   * @param release frees the memory
   * @return the cleaner
   */
  public static Cleaner createCleaner(Object owner, Runnable release) {
    return new Once(release);
  }

  private static final class Once implements Cleaner {
    private Runnable release;

    Once(Runnable release) {
      this.release = release;
    }

    @Override
    public synchronized void clean() {
      Runnable first = release;
      release = null;
      if (first != null) {
        first.run();
      }
    }
  }
}
