package dev.bursar.interceptors;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps what is ours beside an object of the app's, as long as that object lives: there is no room
 * for it inside, since no member may be added to a class. Keys are told apart by identity. A value
 * must not refer to its key, or neither is ever let go.
 *
 * <p>Threading: safe from any thread, without locks of its own.
 *
 * @param <K> the app's objects
 * @param <V> what is kept beside them
 */
public final class WeakIdentityMap<K, V> {
  private final ConcurrentHashMap<Object, V> entries = new ConcurrentHashMap<>();
  private final ReferenceQueue<K> gone = new ReferenceQueue<>();

  /** Keeps a value beside an object, in place of the one before. */
  public void put(K key, V value) {
    entries.put(new Weak<K>(key, gone), value);
  }

  /** What is kept beside an object, or null. */
  public V get(K key) {
    return entries.isEmpty() ? null : entries.get(new Probe(key));
  }

  /** Lets go of what is kept beside an object; returns it, or null. */
  public V remove(K key) {
    return entries.isEmpty() ? null : entries.remove(new Probe(key));
  }

  /** Lets go of what was kept beside an object that is no more; null where there is none such. */
  public V removeOrphan() {
    for (Reference<?> key = gone.poll(); key != null; key = gone.poll()) {
      V orphan = entries.remove(key);
      if (orphan != null) {
        return orphan;
      }
    }
    return null;
  }

  /** A key in the map. */
  private static final class Weak<K> extends WeakReference<K> {
    private final int hash;

    Weak(K key, ReferenceQueue<K> gone) {
      super(key, gone);
      hash = System.identityHashCode(key);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      if (this == other) {
        return true;
      }
      Object key = get();
      return key != null && other instanceof Weak && ((Weak<?>) other).get() == key;
    }
  }

  /** A key to look up. */
  private static final class Probe {
    private final Object key;

    Probe(Object key) {
      this.key = key;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(key);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Weak && ((Weak<?>) other).get() == key;
    }
  }
}
