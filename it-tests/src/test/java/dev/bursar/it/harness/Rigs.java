package dev.bursar.it.harness;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Rigs that several tests use one after another. One whose app has died or whose last check failed
 * is replaced, so that no test fails for the sake of another.
 *
 * @param <K> what tells them apart
 */
public final class Rigs<K> implements AutoCloseable {
  private final Map<K, Rig> rigs = new HashMap<>();

  /** The rig of a key, as the test before left it, or a new one. */
  public Rig get(K key, Supplier<Rig> start) {
    Rig rig = rigs.get(key);
    if (rig == null || !rig.healthy()) {
      if (rig != null) {
        rig.close();
      }
      rig = start.get();
      rigs.put(key, rig);
    }
    return rig;
  }

  /** The rig of a key, whatever its state. */
  public Rig get(K key) {
    return rigs.get(key);
  }

  /** Does something with each rig that there is. */
  public void forEach(Consumer<Rig> action) {
    rigs.values().forEach(action);
  }

  /** The apps have printed nothing but answers, and the agent has swallowed no fault; the end. */
  public void quietToTheEnd() {
    try (this) {
      forEach(rig -> rig.quietWithFaults(0));
    }
  }

  @Override
  public void close() {
    forEach(Rig::close);
    rigs.clear();
  }
}
