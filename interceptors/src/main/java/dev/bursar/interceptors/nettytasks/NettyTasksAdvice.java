package dev.bursar.interceptors.nettytasks;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;

/** What is woven into Netty's executors. Never loaded: its bodies are copied into them. */
final class NettyTasksAdvice {
  private NettyTasksAdvice() {}

  /** As an executor is given a task. */
  static final class Submitted {
    private Submitted() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object executor,
        @Advice.Argument(0) Object task)
        throws IOException {
      Gate.enter(
          Gate.NETTY_TASKS, NettyTasksInstrumentation.SUBMITTED, where, executor, task, null);
    }
  }

  /** Around {@code safeExecute}, which is static. */
  static final class Work {
    private Work() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.Argument(0) Object task)
        throws IOException {
      return Gate.enter(Gate.NETTY_TASKS, NettyTasksInstrumentation.WORK, where, null, task, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.Argument(0) Object task,
        @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(Gate.NETTY_TASKS, NettyTasksInstrumentation.WORK, where, task, entered, null, null);
    }
  }

  /** As an executor, done with one task, takes its next one. */
  static final class Next {
    private Next() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Origin Class<?> where, @Advice.This Object executor)
        throws IOException {
      Gate.enter(Gate.NETTY_TASKS, NettyTasksInstrumentation.NEXT, where, executor, null, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object executor, @Advice.Return Object task)
        throws IOException {
      Gate.exit(
          Gate.NETTY_TASKS, NettyTasksInstrumentation.NEXT, where, executor, null, task, null);
    }
  }

  /** Around the making of an executor's thread. */
  static final class NewThread {
    private NewThread() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object maker)
        throws IOException {
      return Gate.enter(
          Gate.NETTY_TASKS, NettyTasksInstrumentation.THREAD, where, maker, null, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object maker, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(
          Gate.NETTY_TASKS, NettyTasksInstrumentation.THREAD, where, maker, entered, null, null);
    }
  }
}
