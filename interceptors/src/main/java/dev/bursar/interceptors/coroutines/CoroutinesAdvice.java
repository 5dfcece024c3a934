package dev.bursar.interceptors.coroutines;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;

/** What is woven into Kotlin's coroutines. Never loaded: its bodies are copied into them. */
final class CoroutinesAdvice {
  private CoroutinesAdvice() {}

  /** As a continuation's constructor returns. */
  static final class Made {
    private Made() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Origin Class<?> where, @Advice.This Object task) throws IOException {
      Gate.exit(Gate.COROUTINES, CoroutinesInstrumentation.MADE, where, task, null, null, null);
    }
  }

  /** Around a part of a coroutine's work. */
  static final class Work {
    private Work() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object task)
        throws IOException {
      return Gate.enter(Gate.COROUTINES, CoroutinesInstrumentation.WORK, where, task, null, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object task, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(Gate.COROUTINES, CoroutinesInstrumentation.WORK, where, task, entered, null, null);
    }
  }

  /** Around the making of a thread of the scheduler's. */
  static final class NewThread {
    private NewThread() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object scheduler)
        throws IOException {
      return Gate.enter(
          Gate.COROUTINES, CoroutinesInstrumentation.THREAD, where, scheduler, null, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object scheduler,
        @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(
          Gate.COROUTINES, CoroutinesInstrumentation.THREAD, where, scheduler, entered, null, null);
    }
  }
}
