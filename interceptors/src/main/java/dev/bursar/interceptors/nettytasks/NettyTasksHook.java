package dev.bursar.interceptors.nettytasks;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Notes the run in which an executor is given a task, and lets the thread that does its work work
 * for that run. A thread itself belongs to no run: not to the one in which it was made.
 */
public final class NettyTasksHook implements Hook {
  /** A hook; the governor is not asked. */
  public NettyTasksHook(Governor governor) {}

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    if (!Runs.used()) {
      return null;
    }
    switch (point) {
      case NettyTasksInstrumentation.SUBMITTED:
        // The JDK's own tasks keep the run that they were made in.
        if (!(first instanceof FutureTask) && !(first instanceof ForkJoinTask)) {
          Runs.submitted(first);
        }
        return null;
      case NettyTasksInstrumentation.WORK:
        return Runs.workFor(runOf(first));
      default:
        return Runs.workFor(null);
    }
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (point == NettyTasksInstrumentation.NEXT) {
      Object[] unused = Runs.workFor(returned == null ? null : runOf(returned));
      return null;
    }
    if (point == NettyTasksInstrumentation.WORK
        && self instanceof Future
        && ((Future<?>) self).isDone()) {
      Runs.done(self);
    }
    Runs.leave(entered);
    return null;
  }

  /**
   * A future is executed for the first time only to wait for its time, and maybe again and again.
   * All else is executed once, and may be one that Netty uses anew, as its writes: even before this
   * execution has returned.
   */
  private static Run runOf(Object task) {
    return task instanceof Future ? Runs.of(task) : Runs.takeOut(task);
  }
}
