package dev.bursar.interceptors.runs;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;

/** Begins a run as a configured method is entered, and ends it as the method is left. */
public final class RunsHook implements Hook {
  private final Governor governor;

  /** A hook that asks this governor whose run a method is. */
  public RunsHook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    Run run = governor.begin(Run.METHOD, where.getName(), (String) first, Runs.current());
    if (run == null) {
      return null;
    }
    run.entered((String) first, null);
    return new Object[] {run, Runs.enter(run)};
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (entered != null) {
      Runs.restore(entered[1]);
      ((Run) entered[0]).end();
    }
    return null;
  }
}
