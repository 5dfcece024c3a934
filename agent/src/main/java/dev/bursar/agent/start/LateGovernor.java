package dev.bursar.agent.start;

import dev.bursar.agent.governor.RunRules;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.ModelExchange;
import dev.bursar.gate.ModelRequest;
import dev.bursar.gate.Request;
import dev.bursar.gate.Run;

/**
 * Stands for the governor that is in force. It is made with the first request: what it is made of
 * need not be loaded before {@code main}, nor at all in a JVM without HTTP.
 *
 * <p>Threading: any thread.
 */
final class LateGovernor implements Governor {
  /** Makes the governor. */
  interface Maker {
    /**
     * The governor of the configuration that is in force.
     *
     * @param before the one that it takes the place of, or null for the first
     */
    Governor make(Governor before);
  }

  private final Maker maker;
  private final Runnable follower;
  private final Backstop backstop;
  private volatile RunRules runs;
  private volatile Governor made;
  private volatile boolean followed;

  /**
   * @param runs what is a run: asked before anything else is needed
   * @param follower has runs followed from now on; returns when they are
   * @param backstop is shown the connections
   */
  LateGovernor(Maker maker, RunRules runs, Runnable follower, Backstop backstop) {
    this.maker = maker;
    this.runs = runs;
    this.follower = follower;
    this.backstop = backstop;
  }

  /** Makes it now, unless it is made. */
  Governor get() {
    Governor governor = made;
    return governor == null ? make() : governor;
  }

  private synchronized Governor make() {
    if (made == null) {
      made = maker.make(null);
    }
    return made;
  }

  /**
   * Another configuration is in force: a governor that is made already makes way for its own. Each
   * call stays with the one that opened it.
   *
   * @param newRuns what is a run now
   */
  synchronized void renew(RunRules newRuns) {
    if (made != null) {
      made = maker.make(made);
    }
    runs = newRuns;
  }

  @Override
  public Run begin(int what, String type, String name, Run caller) {
    Run run = runs.begin(what, type, name, caller);
    // Who refuses it needs the books, which no other run does here.
    return run == null || !RunRules.isBeyond(run) ? run : get().begin(what, type, name, caller);
  }

  @Override
  public void useTool(String library, String name, Run run) {
    get().useTool(library, name, run);
  }

  @Override
  public void follow() {
    if (!followed) {
      try {
        follower.run();
      } catch (Throwable notFollowed) {
        Gate.fault(notFollowed); // On this thread the account's limits hold all the same.
      }
      followed = true; // Tried once: no later call waits for what has failed.
    }
  }

  @Override
  public int look(String method, String host, String path) {
    return get().look(method, host, path);
  }

  @Override
  public String connect(String host) {
    return backstop.connect(host);
  }

  @Override
  public Exchange open(Request request, int interest) {
    return get().open(request, interest);
  }

  @Override
  public ModelExchange open(ModelRequest request) {
    return get().open(request);
  }

  /** What is not made yet is not ready, and is made where there is time to wait for it. */
  @Override
  public boolean ready(long millis) throws InterruptedException {
    Governor governor = made;
    if (governor == null && millis == 0) {
      return false;
    }
    return get().ready(millis);
  }
}
