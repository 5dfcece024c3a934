package dev.bursar.interceptors.springai;

import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.NotRetried;
import dev.bursar.interceptors.Watch;

/** Each subscription to a chat client's stream, or a model's, is a run. Thread-safe. */
final class SubscribedRuns implements Watch.Maker {
  private final SpringAiHook hook;
  private final Whose whose;
  private final Object conversation;
  private final Class<?> where;
  private final boolean client;

  private SubscribedRuns(
      SpringAiHook hook, Whose whose, Object conversation, Class<?> where, boolean client) {
    this.hook = hook;
    this.whose = whose;
    this.conversation = conversation;
    this.where = where;
    this.client = client;
  }

  /**
   * Of a chat client's stream, in what the hook gives to the advice.
   *
   * @param whose null for nobody who is known
   * @param where a class that sees the app's library
   */
  static Object[] ofClient(SpringAiHook hook, Whose whose, Object conversation, Class<?> where) {
    return new Object[] {new SubscribedRuns(hook, whose, conversation, where, true)};
  }

  /** Of a model's stream, which is none where a run subscribes. */
  static Object[] ofModel(SpringAiHook hook, Whose whose, Class<?> where) {
    return new Object[] {new SubscribedRuns(hook, whose, null, where, false)};
  }

  @Override
  public Watch subscribed() {
    if (!client && Runs.carried() != null) {
      return null;
    }
    try {
      Run run = hook.begin(whose, "stream", conversation);
      return run == null ? null : new Subscribed(run);
    } catch (BudgetExceededException refusal) {
      return new Refused(NotRetried.SPRING_AI.of(refusal, where));
    }
  }

  /** One that must not be. */
  private static final class Refused extends Watch {
    Refused(RuntimeException refusal) {
      super(refusal);
    }
  }

  /** One of them: what the subscriber does with the parts is his own caller's work. */
  private static final class Subscribed extends Watch {
    private final Run run;
    private final Run caller = Runs.carried();
    private final Object before;

    Subscribed(Run run) {
      super(null);
      this.run = run;
      this.before = Runs.enter(run);
    }

    @Override
    public void left() {
      Runs.restore(before);
    }

    @Override
    public Object[] upstream() {
      return Runs.workFor(run);
    }

    @Override
    public Object[] downstream() {
      return Runs.workFor(caller);
    }

    @Override
    public void completed() {
      run.end();
    }

    @Override
    public void failed(Throwable failure) {
      run.end();
    }

    @Override
    public void cancelled() {
      run.end();
    }
  }
}
