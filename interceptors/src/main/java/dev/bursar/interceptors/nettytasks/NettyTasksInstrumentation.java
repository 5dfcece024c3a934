package dev.bursar.interceptors.nettytasks;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;

/** What is woven into Netty's executors. */
public final class NettyTasksInstrumentation {
  /** An executor was given a task that may have been submitted before. */
  static final int SUBMITTED = 0;

  /** A task's work. */
  static final int WORK = 1;

  /** An executor that is no event loop has a next task. */
  static final int NEXT = 2;

  /** A thread is made. */
  static final int THREAD = 3;

  private static final String PACKAGE = "dev.bursar.interceptors.nettytasks.";
  private static final String ADVICE = PACKAGE + "NettyTasksAdvice$";
  private static final String CONCURRENT = "io.netty.util.concurrent.";
  private static final String RUNNABLE = "java.lang.Runnable";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient(
          "netty-tasks",
          Gate.NETTY_TASKS,
          PACKAGE + "NettyTasksHook",
          new HookedType(
              CONCURRENT + "SingleThreadEventExecutor",
              HookedMethod.of(ADVICE + "Submitted", "addTask").taking(RUNNABLE),
              HookedMethod.of(ADVICE + "Next", "takeTask")),
          new HookedType(
              CONCURRENT + "AbstractScheduledEventExecutor",
              HookedMethod.of(ADVICE + "Submitted", "schedule")
                  .taking(CONCURRENT + "ScheduledFutureTask")),
          new HookedType(
              CONCURRENT + "AbstractEventExecutor",
              HookedMethod.of(ADVICE + "Work", "safeExecute").taking(RUNNABLE)),
          new HookedType(
              CONCURRENT + "ThreadPerTaskExecutor",
              HookedMethod.of(ADVICE + "NewThread", "execute").taking(RUNNABLE)));

  private NettyTasksInstrumentation() {}
}
