package dev.bursar.interceptors.langchain4j;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;

/** Counts each execution of a tool once, and lets one that has an account of its own be a run. */
final class Tools {
  /** The request that a thread executes: who hands it on to an executor is counted already. */
  private static final ThreadLocal<Object> EXECUTED = new ThreadLocal<>();

  private final Governor governor;

  Tools(Governor governor) {
    this.governor = governor;
  }

  /** What is to be given to {@link #leave}; null for what is counted already. */
  Object[] enter(Object request) {
    Object outer = EXECUTED.get();
    if (request == null || request == outer) {
      return null;
    }
    Object asked = LangChain4jHook.asked(request.getClass(), request, "name");
    String name = asked == null ? null : asked.toString();
    Run caller = Runs.current();
    Run run = name == null ? null : governor.begin(Run.TOOL, null, name, caller);
    governor.useTool("langchain4j", name, run == null ? caller : run);
    if (run != null) {
      governor.follow();
    }
    EXECUTED.set(request);
    return run == null ? new Object[] {outer} : new Object[] {outer, Runs.enter(run), run};
  }

  void leave(Object[] entered) {
    if (entered[0] == null) {
      EXECUTED.remove();
    } else {
      EXECUTED.set(entered[0]);
    }
    if (entered.length > 1) {
      ((Run) entered[2]).end();
      Runs.restore(entered[1]);
    }
  }
}
