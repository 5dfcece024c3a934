package dev.bursar.interceptors.springaimodels;

import dev.bursar.gate.Governor;
import dev.bursar.interceptors.ModelCall;
import dev.bursar.interceptors.ModelLeg;
import dev.bursar.interceptors.OpenCalls;
import dev.bursar.interceptors.Watch;

/** Each subscription to a streaming model's answer is a call. Thread-safe. */
final class SubscribedCalls implements Watch.Maker {
  private final Governor governor;
  private final ModelLeg leg;
  private final Object model;
  private final Object request;
  private final OpenCalls<Watch> open;
  private final Class<?> where;

  /**
   * @param open keeps the calls as long as somebody can still be told
   * @param where a class that sees the app's library
   */
  SubscribedCalls(
      Governor governor,
      ModelLeg leg,
      Object model,
      Object request,
      OpenCalls<Watch> open,
      Class<?> where) {
    this.governor = governor;
    this.leg = leg;
    this.model = model;
    this.request = request;
    this.open = open;
    this.where = where;
  }

  @Override
  public Watch subscribed() {
    ModelCall call =
        ModelCall.open(governor, leg, new SpringAiModelsRequest(true, model, request, false));
    if (call == null) {
      return null;
    }
    if (call.refusal() != null) {
      return new Call(call, SpringAiModelsHook.refusal(call, where));
    }
    Call made = new Call(call, null);
    open.put(made, call);
    return made;
  }

  /** One of them. */
  private final class Call extends Watch {
    private final ModelCall call;
    private final Answered answer = new Answered(true);
    private Throwable unreadable;

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
      if (unreadable == null) {
        try {
          answer.add(part);
        } catch (Throwable fault) {
          unreadable = fault;
          throw fault;
        }
      }
    }

    @Override
    public void completed() {
      open.remove(this);
      if (unreadable == null) {
        call.answered(answer.read());
      } else {
        call.failed(0, unreadable);
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
