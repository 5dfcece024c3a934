package dev.bursar.interceptors.executors;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Runs;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;

/**
 * Notes the run in which a task is made or submitted, and lets the thread that does its work work
 * for that run.
 *
 * <p>A thread of a pool works for the run of its task and for no other: not for the one in which
 * the thread was made.
 */
public final class ExecutorsHook implements Hook {
  /** A hook; the governor is not asked. */
  public ExecutorsHook(Governor governor) {}

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    if (!Runs.used()) {
      return null;
    }
    switch (point) {
      case ExecutorsInstrumentation.SUBMITTED:
        if (!(first instanceof FutureTask) && !(first instanceof ForkJoinTask)) {
          Runs.submitted(first);
        }
        return null;
      case ExecutorsInstrumentation.NEXT:
        Object[] unused = Runs.workFor(first == null ? null : Runs.of(first));
        return null;
      default:
        return Runs.workFor(Runs.of(self));
    }
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (!Runs.used()) {
      return null;
    }
    if (point == ExecutorsInstrumentation.MADE) {
      Runs.made(self);
    } else if (point == ExecutorsInstrumentation.NEXT) {
      Object[] unused = Runs.workFor(returned == null ? null : Runs.of(returned));
    } else {
      if (point == ExecutorsInstrumentation.WHOLE_WORK && isDone(self)) {
        Runs.done(self);
      }
      Runs.leave(entered);
    }
    return null;
  }

  /** A parallel stream's task forks itself while it is executed, to go on elsewhere. */
  private static boolean isDone(Object task) {
    return !(task instanceof ForkJoinTask) || ((ForkJoinTask<?>) task).isDone();
  }
}
