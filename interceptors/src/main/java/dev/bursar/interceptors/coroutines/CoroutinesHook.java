package dev.bursar.interceptors.coroutines;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Runs;

/**
 * Notes the run in which a continuation is made, and lets the threads that go on with it work for
 * that run, each time: a coroutine suspends and resumes the same one. A thread of the scheduler's
 * belongs to no run itself.
 */
public final class CoroutinesHook implements Hook {
  /** A hook; the governor is not asked. */
  public CoroutinesHook(Governor governor) {}

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    if (!Runs.used()) {
      return null;
    }
    return Runs.workFor(point == CoroutinesInstrumentation.WORK ? Runs.of(self) : null);
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (point == CoroutinesInstrumentation.MADE) {
      Runs.made(self);
    } else {
      Runs.leave(entered);
    }
    return null;
  }
}
