package dev.bursar.interceptors.springaimodels;

import dev.bursar.gate.AppRefusal;
import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Runs;
import dev.bursar.gate.Ticket;
import dev.bursar.interceptors.FaultPoint;
import dev.bursar.interceptors.ModelCall;
import dev.bursar.interceptors.ModelLeg;
import dev.bursar.interceptors.NotRetried;
import dev.bursar.interceptors.OpenCalls;
import dev.bursar.interceptors.Watch;
import dev.bursar.interceptors.WatchedFlux;

/** Holds calls of Spring AI's models, whoever made them, as far as no hook below does. */
public final class SpringAiModelsHook implements Hook {
  private static final String CLIENT = "spring-ai-models";

  private final Governor governor;
  private final OpenCalls<Watch> streams = new OpenCalls<>();

  /** A hook that asks this governor. */
  public SpringAiModelsHook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    FaultPoint.reach(CLIENT, "enter");
    if (point == SpringAiModelsInstrumentation.RETRY) {
      return retry(where, first);
    }
    String method = (String) second;
    ModelLeg leg = ModelClass.of(self).leg(method, self);
    if (leg == null) {
      return null;
    }
    boolean chat = ModelClass.isChat(method);
    if (point == SpringAiModelsInstrumentation.STREAM) {
      return new Object[] {new SubscribedCalls(governor, leg, self, first, streams, where)};
    }
    ModelCall call =
        ModelCall.open(governor, leg, new SpringAiModelsRequest(chat, self, first, true));
    if (call == null) {
      return null;
    }
    if (call.refusal() != null) {
      throw new AppRefusal(refusal(call, where));
    }
    return new Object[] {call, chat};
  }

  static RuntimeException refusal(ModelCall call, Class<?> where) {
    return NotRetried.SPRING_AI.of(new BudgetExceededException(call.refusal()), where);
  }

  private static Object[] retry(Class<?> where, Object action) {
    Ticket ticket = Runs.ticket();
    if (!(ticket instanceof ModelCall) || action == null) {
      return null;
    }
    try {
      return new Object[] {Attempts.of(action, (ModelCall) ticket, where)};
    } catch (ClassNotFoundException other) {
      return null;
    }
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (entered == null) {
      return null;
    }
    if (point == SpringAiModelsInstrumentation.STREAM) {
      return returned == null ? null : WatchedFlux.of(returned, (Watch.Maker) entered[0]);
    }
    ModelCall call = (ModelCall) entered[0];
    call.leave();
    if (thrown == null) {
      Answered.whole(call, (Boolean) entered[1], returned);
    } else {
      call.failed(thrown);
    }
    return null;
  }
}
