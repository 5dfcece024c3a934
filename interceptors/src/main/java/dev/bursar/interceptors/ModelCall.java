package dev.bursar.interceptors;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.ModelAnswer;
import dev.bursar.gate.ModelExchange;
import dev.bursar.gate.ModelRequest;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.gate.Ticket;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A call of a model, from a hook above the transports. Nobody knows beforehand whether such a call
 * passes another hook: a model may ask another model, or a server over HTTP. So
 *
 * <ul>
 *   <li>it is held here first, and the first hook below that sees it gives this hold up before it
 *       takes its own. What leaves is always held by the one that saw it last, and by no other;
 *   <li>a method of a model whose calls were seen below is not held here any more, since its worst
 *       case is known better there, and a hold of its own would refuse what fits. Where such a call
 *       is answered after all and no hook below has seen it, it is booked then, and that method's
 *       calls are held first for good.
 * </ul>
 *
 * <p>A fault of ours is counted and never reaches the app. Threading: {@link #open} to {@link
 * #leave} on one thread; the ends from any.
 */
public final class ModelCall implements Ticket {
  // Not an object of its own for each: thousands of calls may be open at once.
  private static final AtomicIntegerFieldUpdater<ModelCall> OVER =
      AtomicIntegerFieldUpdater.newUpdater(ModelCall.class, "over");

  private final ModelLeg leg;
  private final String endpoint;
  private final boolean held;
  private final Run payer;
  private volatile Run itself;
  private volatile ModelExchange exchange;
  private volatile int over;
  private volatile boolean seenBelow;
  private String refusal;
  private Object before;

  private ModelCall(ModelLeg leg, ModelRequest request, Governor governor) {
    this.leg = leg;
    this.endpoint = request.endpoint();
    this.payer = Runs.current();
    this.itself = Run.ofCall(this, payer);
    this.exchange = governor.open(request);
    this.held = leg.holds();
  }

  /**
   * Opens a call and decides about it. Where it may be made, this thread makes it from now on,
   * until {@link #leave}.
   *
   * @param leg what is known of such calls
   * @return the call, which {@link #refusal} may say must not be made; or null where it is not
   *     followed
   */
  public static ModelCall open(Governor governor, ModelLeg leg, ModelRequest request) {
    ModelCall call;
    try {
      call = new ModelCall(leg, request, governor);
      if (call.exchange == null) {
        return null;
      }
      // Only now: it may be the same method's call that gives way, and is then known to be below.
      Runs.yieldTo(request.endpoint());
    } catch (Throwable fault) {
      Gate.fault(fault);
      return null;
    }
    governor.follow();
    call.refusal = call.held ? call.exchange.decide() : null;
    if (call.refusal == null) {
      call.before = Runs.enter(call.itself);
    } else {
      call.over = 1;
    }
    return call;
  }

  /** Why the call must not be made; null where it may. */
  public String refusal() {
    return refusal;
  }

  /** The thread that opened it goes on to other work, once; the call itself may not be over. */
  public void leave() {
    Runs.restore(before);
    before = null;
  }

  /** Whether it has ended, or is held below. */
  public boolean isOver() {
    return over != 0 || seenBelow;
  }

  /**
   * The call is about to be made again after a failure.
   *
   * @param status the HTTP status that the attempt before failed with, or 0 where unknown
   * @return null where it may, else the message of a refusal
   */
  public String again(int status, Throwable failure) {
    ModelExchange mine = exchange;
    return isOver() || !held || mine == null ? null : mine.again(status, failure);
  }

  @Override
  public void yieldTo(String below) {
    boolean vectors = below.equals(ModelRequest.EMBEDDINGS);
    if (vectors != endpoint.equals(ModelRequest.EMBEDDINGS)) {
      return; // What else a model asks for on its way is not its own call.
    }
    seenBelow = true;
    leg.reached();
    ModelExchange mine = exchange;
    if (mine != null) {
      mine.giveWay();
      // Nothing is left for them to do, and a stream may be open for long.
      exchange = null;
      endItself();
    }
  }

  /** The model has answered. */
  public void answered(ModelAnswer answer) {
    ModelExchange mine = exchange;
    if (end() || mine == null) {
      return;
    }
    leg.answeredByItself();
    Object working = Runs.enter(payer);
    try {
      mine.answered(answer);
    } finally {
      Runs.restore(working);
    }
  }

  /**
   * The call failed, or its end will never be known.
   *
   * @param status the HTTP status, or 0 where unknown
   * @param cause the reason, or null where unknown
   */
  public void failed(int status, Throwable cause) {
    ModelExchange mine = exchange;
    if (end() || mine == null) {
      return;
    }
    if (!held) {
      leg.failedByItself();
    }
    mine.failed(status, cause);
  }

  /** The call failed; by the HTTP status where the failure, the app's own, tells one. */
  public void failed(Throwable failure) {
    int status = 0;
    try {
      status = FailureStatus.of(failure);
    } catch (Throwable unreadable) {
      Gate.fault(unreadable);
    }
    failed(status, failure);
  }

  /** Whether nothing is left to be done for it. */
  private boolean end() {
    boolean first = OVER.compareAndSet(this, 0, 1);
    endItself();
    return !first || seenBelow;
  }

  private void endItself() {
    Run mine = itself;
    if (mine != null) {
      mine.end();
      itself = null;
    }
  }

  /**
   * Lets this thread work for the run that made the call, where it makes the call just now: what it
   * does meanwhile is not the model's work.
   *
   * @return null where nothing changes; else what is to be given to {@link Runs#leave}
   */
  public Object[] pause() {
    return Runs.ticket() == this ? Runs.workFor(payer) : null;
  }

  /**
   * Lets this thread go on to make the call, where it is not over.
   *
   * @return null where nothing changes; else what is to be given to {@link Runs#leave}
   */
  public Object[] goOn() {
    Run mine = itself;
    return over != 0 ? null : Runs.workFor(mine == null ? payer : mine);
  }
}
