package dev.bursar.interceptors.springai;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.Getter;

/** Counts each execution of a tool once, and lets one that has an account of its own be a run. */
final class Tools {
  private static final Object NO_CONTEXT = new Object();

  /** What a thread executes a tool in: a tool may stand before another, and hand it on. */
  private static final ThreadLocal<Object> EXECUTED = new ThreadLocal<>();

  private final Governor governor;

  Tools(Governor governor) {
    this.governor = governor;
  }

  /**
   * A tool is about to be executed.
   *
   * @param context made anew for the tools of each answer of a model; may be null
   * @return what is to be given to {@link #leave}; null for what is counted already
   */
  Object[] enter(Object tool, Object context) {
    Object definition = Getter.get(tool, "getToolDefinition");
    Object outer = EXECUTED.get();
    if (definition == null || (outer != null && (context == null || context == outer))) {
      return null;
    }
    String name = Getter.text(definition, "name");
    Run caller = Runs.current();
    Run run = name == null ? null : governor.begin(Run.TOOL, null, name, caller);
    governor.useTool("spring-ai", name, run == null ? caller : run);
    if (run != null) {
      governor.follow();
    }
    EXECUTED.set(context == null ? NO_CONTEXT : context);
    // Where a model executes its tools itself, what these call is not that model's call.
    return new Object[] {outer, Runs.enter(run == null ? caller : run), run};
  }

  void leave(Object[] entered) {
    if (entered == null) {
      return;
    }
    if (entered[0] == null) {
      EXECUTED.remove();
    } else {
      EXECUTED.set(entered[0]);
    }
    Runs.restore(entered[1]);
    if (entered[2] != null) {
      ((Run) entered[2]).end();
    }
  }
}
