package dev.bursar.interceptors.executors;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;

/** What is woven into the JDK's executors. Never loaded: its bodies are copied into them. */
final class ExecutorsAdvice {
  private ExecutorsAdvice() {}

  /** As a task's constructor returns. */
  static final class Made {
    private Made() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Origin Class<?> where, @Advice.This Object task) throws IOException {
      Gate.exit(Gate.EXECUTORS, ExecutorsInstrumentation.MADE, where, task, null, null, null);
    }
  }

  /** Around a part of a task's work. */
  static final class Work {
    private Work() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object task)
        throws IOException {
      return Gate.enter(Gate.EXECUTORS, ExecutorsInstrumentation.WORK, where, task, null, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object task, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(Gate.EXECUTORS, ExecutorsInstrumentation.WORK, where, task, entered, null, null);
    }
  }

  /** Around the whole of a task's work. */
  static final class WholeWork {
    private WholeWork() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object task)
        throws IOException {
      return Gate.enter(
          Gate.EXECUTORS, ExecutorsInstrumentation.WHOLE_WORK, where, task, null, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object task, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(
          Gate.EXECUTORS, ExecutorsInstrumentation.WHOLE_WORK, where, task, entered, null, null);
    }
  }

  /** As a pool is given a task. */
  static final class Submitted {
    private Submitted() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Origin Class<?> where, @Advice.This Object pool, @Advice.Argument(0) Object task)
        throws IOException {
      Gate.enter(Gate.EXECUTORS, ExecutorsInstrumentation.SUBMITTED, where, pool, task, null);
    }
  }

  /** As a pool's thread begins, with a task or without. */
  static final class First {
    private First() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object worker,
        @Advice.FieldValue("firstTask") Object task)
        throws IOException {
      Gate.enter(Gate.EXECUTORS, ExecutorsInstrumentation.NEXT, where, worker, task, null);
    }
  }

  /** As a pool's thread is about to execute a task. */
  static final class Begins {
    private Begins() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Origin Class<?> where, @Advice.This Object pool, @Advice.Argument(1) Object task)
        throws IOException {
      Gate.enter(Gate.EXECUTORS, ExecutorsInstrumentation.NEXT, where, pool, task, null);
    }
  }

  /** As a pool's thread, done with one task, gets its next one. */
  static final class Next {
    private Next() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Origin Class<?> where, @Advice.This Object pool) throws IOException {
      Gate.enter(Gate.EXECUTORS, ExecutorsInstrumentation.NEXT, where, pool, null, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object pool, @Advice.Return Object task)
        throws IOException {
      Gate.exit(Gate.EXECUTORS, ExecutorsInstrumentation.NEXT, where, pool, null, task, null);
    }
  }
}
