package dev.bursar.store.crash;

import dev.bursar.store.memory.Unsafe;

/**
 * What rewritten code calls before each store to memory that is not the heap's, and before each
 * change of a file. Does nothing unless armed, and then only for the thread that armed it.
 *
 * <p>Loaded once, by the loader of the tests, so that all {@link SteppedLoader}s share it. The
 * methods are public because the rewritten code lies in other packages.
 */
public final class Steps {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long WORD = 8;

  private static volatile Thread thread;
  private static volatile Runnable observer;
  private static boolean changed;

  private Steps() {}

  /** From now on every step of the calling thread is told before it is made. */
  public static void arm(Runnable told) {
    observer = told;
    changed = true;
    thread = Thread.currentThread();
  }

  /** No step is told any more. */
  public static void disarm() {
    thread = null;
    observer = null;
  }

  private static boolean armed() {
    return thread == Thread.currentThread();
  }

  // Where nothing changed since the last step, a death leaves the same. What the observer itself
  // does is no step.
  private static void step(boolean changes) {
    Thread stopped = thread;
    thread = null;
    if (changed) {
      observer.run();
    }
    changed = changes;
    thread = stopped;
  }

  /** Before an atomic store. */
  public static void store(Object base) {
    if (base == null && armed()) {
      step(true);
    }
  }

  /** Before a store to an address. */
  public static void store() {
    store(null);
  }

  /** Before a store of a word. */
  public static void store(Object base, long at, long value) {
    if (base == null && armed()) {
      step(U.getLong(at) != value);
    }
  }

  /** Before a store of half a word. */
  public static void store(Object base, long at, int value) {
    if (base == null && armed()) {
      step(U.getInt(at) != value);
    }
  }

  /** Before a store of a byte. */
  public static void store(Object base, long at, byte value) {
    if (base == null && armed()) {
      step(U.getByte(at) != value);
    }
  }

  /** Before a store of a word. */
  public static void store(long at, long value) {
    store(null, at, value);
  }

  /** Before a store of half a word. */
  public static void store(long at, int value) {
    store(null, at, value);
  }

  /** Before a store of a byte. */
  public static void store(long at, byte value) {
    store(null, at, value);
  }

  /** Before a change of a file. */
  public static void file() {
    store(null);
  }

  /** Before a copy; it may be cut in the middle. */
  public static void copy(Object from, long fromAt, Object to, long toAt, long bytes) {
    if (to == null && armed()) {
      step(true);
      if (bytes > WORD) {
        U.copyMemory(from, fromAt, null, toAt, half(bytes));
        step(true);
      }
    }
  }

  /** Before a copy; it may be cut in the middle. */
  public static void copy(long from, long to, long bytes) {
    copy(null, from, null, to, bytes);
  }

  /** Before a filling; it may be cut in the middle. */
  public static void fill(Object base, long at, long bytes, byte value) {
    if (base == null && armed()) {
      step(true);
      if (bytes > WORD) {
        U.setMemory(at, half(bytes), value);
        step(true);
      }
    }
  }

  /** Before a filling; it may be cut in the middle. */
  public static void fill(long at, long bytes, byte value) {
    fill(null, at, bytes, value);
  }

  private static long half(long bytes) {
    return Math.max(WORD, bytes / 2 / WORD * WORD);
  }
}
