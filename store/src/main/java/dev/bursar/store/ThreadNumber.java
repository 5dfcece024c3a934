package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;

/**
 * A number that no other live thread has. {@code Thread.getId} is not it: up to Java 18 any app's
 * subclass may override it, and two threads with one number would both believe that they have a
 * lock. So the field behind it is read.
 */
final class ThreadNumber {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long NONE = -1;
  private static final long FIELD = field();

  private ThreadNumber() {}

  private static long field() {
    try {
      return U.objectFieldOffset(Thread.class.getDeclaredField("tid"));
    } catch (NoSuchFieldException | RuntimeException e) {
      return NONE; // another make of JVM
    }
  }

  /** The current thread's; above 0. */
  static long current() {
    Thread thread = Thread.currentThread();
    return FIELD == NONE ? thread.getId() : U.getLong(thread, FIELD);
  }
}
