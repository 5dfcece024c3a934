package dev.bursar.store.crash;

import dev.bursar.store.memory.Unsafe;
import java.util.HashSet;
import java.util.Set;

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

  private static final long BLOCK = 4_096;

  private static volatile Thread thread;
  private static volatile Runnable observer;
  private static volatile Runnable shaker;
  private static final Set<Long> BLOCKS = new HashSet<>();
  private static boolean files;
  private static boolean changed;

  private Steps() {}

  /** From now on every step of the calling thread is told before it is made. */
  public static void arm(Runnable told) {
    observer = told;
    changed = true;
    files = true;
    BLOCKS.clear();
    thread = Thread.currentThread();
  }

  /** No step is told any more. */
  public static void disarm() {
    thread = null;
    observer = null;
  }

  /** The addresses of the blocks of memory that were stored to since this was last asked. */
  public static Set<Long> takeBlocks() {
    Set<Long> taken = Set.copyOf(BLOCKS);
    BLOCKS.clear();
    return taken;
  }

  /** Whether files were changed since this was last asked. */
  public static boolean takeFiles() {
    boolean taken = files;
    files = false;
    return taken;
  }

  /** From now on this is done before every step of every thread; null for nothing. */
  public static void shake(Runnable what) {
    shaker = what;
  }

  private static boolean armed() {
    Runnable shaking = shaker;
    if (shaking != null) {
      shaking.run();
    }
    return thread == Thread.currentThread();
  }

  // Where nothing changed since the last step, a death leaves the same. What the observer itself
  // does is no step.
  private static void step(boolean changes, long at, long bytes) {
    Thread stopped = thread;
    thread = null;
    if (changed) {
      observer.run();
    }
    changed = changes;
    if (changes) {
      for (long block = at & -BLOCK; block < at + bytes; block += BLOCK) {
        BLOCKS.add(block);
      }
    }
    thread = stopped;
  }

  /** Before an atomic store. */
  public static void store(Object base, long at) {
    if (base == null && armed()) {
      step(true, at, WORD);
    }
  }

  /** Before a store to an address. */
  public static void store(long at) {
    store(null, at);
  }

  /** Before a store of a word. */
  public static void store(Object base, long at, long value) {
    if (base == null && armed()) {
      step(U.getLong(at) != value, at, WORD);
    }
  }

  /** Before a store of half a word. */
  public static void store(Object base, long at, int value) {
    if (base == null && armed()) {
      step(U.getInt(at) != value, at, WORD / 2);
    }
  }

  /** Before a store of a byte. */
  public static void store(Object base, long at, byte value) {
    if (base == null && armed()) {
      step(U.getByte(at) != value, at, 1);
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
    if (armed()) {
      step(true, 0, 0);
      files = true;
    }
  }

  /** Before a copy; it may be cut in the middle. */
  public static void copy(Object from, long fromAt, Object to, long toAt, long bytes) {
    if (to == null && armed()) {
      step(true, toAt, bytes);
      if (bytes > WORD) {
        U.copyMemory(from, fromAt, null, toAt, half(bytes));
        step(true, toAt, bytes);
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
      step(true, at, bytes);
      if (bytes > WORD) {
        U.setMemory(at, half(bytes), value);
        step(true, at, bytes);
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
