package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.gate.Governor;
import dev.bursar.interceptors.Getter;
import dev.bursar.interceptors.ModelCall;
import dev.bursar.interceptors.OpenCalls;
import dev.bursar.interceptors.Watch;

/** Each subscription to a streaming model's answer is a call. Thread-safe. */
final class SubscribedCalls implements Watch.Maker {
  private final Governor governor;
  private final ModelClass.Leg leg;
  private final Object model;
  private final Object[] asked;
  private final OpenCalls<Watch> open;
  private final Class<?> where;

  /**
   * @param open keeps the calls as long as somebody can still be told
   * @param where a class that sees the app's library
   */
  SubscribedCalls(
      Governor governor,
      ModelClass.Leg leg,
      Object model,
      Object[] asked,
      OpenCalls<Watch> open,
      Class<?> where) {
    this.governor = governor;
    this.leg = leg;
    this.model = model;
    this.asked = asked;
    this.open = open;
    this.where = where;
  }

  @Override
  public Watch subscribed() {
    ModelCall call =
        ModelCall.open(
            governor, leg.leg, new LangChain4jModelsRequest(leg.kind, model, asked, false));
    if (call == null) {
      return null;
    }
    if (call.refusal() != null) {
      return new Call(call, LangChain4jModelsHook.refusal(call, where));
    }
    Call made = new Call(call, null);
    open.put(made, call);
    return made;
  }

  /** One of them. */
  private final class Call extends Watch {
    private final ModelCall call;
    private Object answer;

    Call(ModelCall call, RuntimeException refusal) {
      super(refusal);
      this.call = call;
    }

    @Override
    public void left() {
      call.leave();
    }

    @Override
    public Object[] upstream() {
      return call.goOn();
    }

    @Override
    public Object[] downstream() {
      return call.pause();
    }

    @Override
    public void next(Object part) {
      if (Getter.has(part, "chatResponse")) {
        answer = Getter.get(part, "chatResponse");
      }
    }

    @Override
    public void completed() {
      open.remove(this);
      if (answer == null) {
        call.failed(0, null);
      } else {
        LangChain4jModelsAnswer.answered(call, leg.kind, answer);
      }
    }

    @Override
    public void failed(Throwable failure) {
      open.remove(this);
      call.failed(failure);
    }

    @Override
    public void cancelled() {
      open.remove(this);
      call.failed(0, null);
    }
  }
}
