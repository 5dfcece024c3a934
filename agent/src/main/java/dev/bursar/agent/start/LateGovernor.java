package dev.bursar.agent.start;

import dev.bursar.agent.governor.RunRules;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Request;

/**
 * Stands for the governor until the first request: what it is made of need not be loaded before
 * {@code main}, nor at all in a JVM without HTTP.
 *
 * <p>Threading: any thread.
 */
final class LateGovernor implements Governor {
  /** Makes the governor. */
  interface Maker {
    /** Called once. Does not throw. */
    Governor make();
  }

  private final Maker maker;
  private final RunRules runs;
  private volatile Governor made;

  /**
   * @param runs which methods are runs: asked before anything else is needed
   */
  LateGovernor(Maker maker, RunRules runs) {
    this.maker = maker;
    this.runs = runs;
  }

  /** Makes it now, unless it is made. */
  Governor get() {
    Governor governor = made;
    return governor == null ? make() : governor;
  }

  private synchronized Governor make() {
    if (made == null) {
      made = maker.make();
    }
    return made;
  }

  @Override
  public String rule(String type, String method) {
    return runs.account(type, method);
  }

  @Override
  public int look(String method, String host, String path) {
    return get().look(method, host, path);
  }

  @Override
  public Exchange open(Request request, int interest) {
    return get().open(request, interest);
  }
}
