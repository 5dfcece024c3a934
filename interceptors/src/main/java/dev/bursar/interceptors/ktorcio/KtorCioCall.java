package dev.bursar.interceptors.ktorcio;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.EventLoopWaits;
import dev.bursar.interceptors.FollowedExchange;
import io.ktor.client.engine.HttpClientEngine;
import io.ktor.client.request.HttpRequestData;
import io.ktor.client.request.HttpResponseData;
import java.io.IOException;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.ContinuationImpl;

/**
 * One sending, from the decision to the engine's answer: what a compiler would make of a coroutine
 * between the caller's and the engine's. It is suspended until the governor is ready, until the
 * app's body has been read, and while the engine works.
 *
 * <p>Threading: the coroutine's threads, one at a time, and while the governor is awaited or asked
 * elsewhere one of ours.
 */
final class KtorCioCall extends ContinuationImpl {
  /** What is returned by what will resume its continuation. */
  static final Object SUSPENDED = IntrinsicsKt.getCOROUTINE_SUSPENDED();

  private static final int BEGUN = 0;
  private static final int READY = 1;
  private static final int READING = 2;
  private static final int READ = 3;
  private static final int DECIDED = 4;
  private static final int SENT = 5;

  private final EventLoopWaits waits;
  private final HttpClientEngine engine;
  private final KtorCioRequest seen;
  private final Continuation<Object> app;
  private int state = BEGUN;
  private int interest = Governor.IGNORE;
  private HttpRequestData sent;
  private FollowedExchange exchange;
  private KtorCioAnswer answer;
  private Decision decision = Decision.PASS;
  private HttpResponseData refused;
  private Throwable failure;

  KtorCioCall(
      EventLoopWaits waits,
      HttpClientEngine engine,
      KtorCioRequest seen,
      Continuation<Object> app) {
    super(app);
    this.waits = waits;
    this.engine = engine;
    this.seen = seen;
    this.app = app;
    this.sent = seen.data();
  }

  /** Throws what may not be declared; does nothing for null. */
  static void rethrow(Throwable thrown) {
    if (thrown != null) {
      KtorCioCall.<RuntimeException>sneak(thrown);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** Tells an exchange of a sending, for methods that declare nothing. */
  static void attempt(FollowedExchange exchange) {
    if (exchange == null) {
      return;
    }
    try {
      exchange.attempt();
    } catch (BudgetExceededIOException refusal) {
      rethrow(refusal);
    }
  }

  /**
   * Goes as far as it can on the caller's thread.
   *
   * @return what the engine's method must return: {@link #SUSPENDED}, or the answer that is a
   *     refusal; null where the engine is to send {@link #sent}, or where there is a {@link
   *     #failure}
   */
  Object begin() {
    return advance() ? refused : SUSPENDED;
  }

  /** What the app is to see thrown, or null. */
  Throwable failure() {
    return failure;
  }

  /** What the engine is to send. */
  HttpRequestData sent() {
    return sent;
  }

  /** Whether the engine's answer must be seen. */
  boolean isFollowed() {
    return exchange != null;
  }

  /** Whether it has come to an end of its own; else it will be resumed. */
  private boolean advance() {
    try {
      return advanceOrFail();
    } catch (Throwable fault) {
      state = SENT;
      if (exchange == null) {
        Gate.fault(fault);
      } else {
        exchange.charge(fault);
      }
      return true;
    }
  }

  private boolean advanceOrFail() {
    if (state == BEGUN) {
      state = READY;
      if (!waits.ready()) {
        elsewhere(waits::await);
        return false;
      }
    }
    if (state == READY && !look()) {
      return true;
    }
    if (state == READING) {
      if (!seen.read(this)) {
        return false;
      }
      failure = seen.failure();
      if (failure != null) {
        seen.giveUp();
        return true;
      }
      sent = seen.unfollowed();
      state = READ;
    }
    if (state == READ) {
      state = DECIDED;
      if (!waits.ready()) {
        elsewhere(this::decide);
        return false;
      }
      decide();
    }
    if (state == DECIDED) {
      state = SENT;
      settle();
    }
    return true;
  }

  /** Whether the request is a call. */
  private boolean look() {
    state = SENT;
    interest = FollowedExchange.look(waits.governor(), seen.method(), seen.host(), seen.path());
    if (interest == Governor.CALL) {
      state = READING;
      return true;
    }
    if (interest == Governor.READ && !seen.isUpgrade() && waits.ready()) {
      exchange = FollowedExchange.open(waits.governor(), seen, interest);
      if (exchange != null) {
        answer = new KtorCioAnswer(exchange, seen.channels());
        attempt(exchange); // A read costs nothing.
        sent = seen.toRead(answer);
      }
    }
    return false;
  }

  private void decide() {
    exchange = FollowedExchange.open(waits.governor(), seen, interest);
    if (exchange == null) {
      return;
    }
    try {
      decision = exchange.decide();
    } catch (IOException impossible) {
      exchange.charge(impossible); // The body was read before.
    }
  }

  /** Carries out what was decided. */
  private void settle() {
    if (exchange == null) {
      return;
    }
    if (decision.refusal() != null) {
      exchange = null;
      seen.giveUp();
      if (decision.refusal().byException()) {
        failure = decision.refusal().toIOException();
        return;
      }
      try {
        refused = KtorCioRefusal.response(decision.refusal(), seen.channels(), app);
      } catch (Throwable fault) {
        // Whatever fails here, the request must not leave.
        Gate.fault(fault);
        failure = decision.refusal().toIOException();
      }
      return;
    }
    try {
      answer = new KtorCioAnswer(exchange, seen.channels());
      sent = seen.toSend(decision, exchange, answer);
      if (!seen.hasBody()) {
        attempt(exchange);
      }
    } catch (Throwable fault) {
      exchange.charge(fault);
    }
  }

  /** Has something done that may wait, and then goes on where the coroutine belongs. */
  private void elsewhere(Runnable waiting) {
    Run run = Runs.carried();
    Continuation<Object> here = IntrinsicsKt.intercepted(this); // Made here, it keeps the run.
    waits.run(
        () -> {
          Object[] taken = Runs.workFor(run);
          try {
            waiting.run();
          } catch (Throwable fault) {
            Gate.fault(fault);
          } finally {
            Runs.leave(taken);
          }
          here.resumeWith(Unit.INSTANCE);
        });
  }

  @Override
  protected Object invokeSuspend(Object result) {
    if (state == SENT) {
      return answered(result);
    }
    if (state == READING) {
      seen.arrived(result);
    }
    if (!advance()) {
      return SUSPENDED;
    }
    rethrow(failure);
    if (refused != null) {
      return refused;
    }
    Object returned;
    try {
      returned = engine.execute(sent, this);
    } catch (Throwable thrown) {
      failed(thrown);
      throw thrown;
    }
    return returned == SUSPENDED ? SUSPENDED : orItself(delivered(returned), returned);
  }

  private Object answered(Object result) {
    try {
      ResultKt.throwOnFailure(result);
    } catch (Throwable thrown) {
      failed(thrown);
      throw thrown;
    }
    return orItself(delivered(result), result);
  }

  private static Object orItself(Object changed, Object unchanged) {
    return changed == null ? unchanged : changed;
  }

  /** The engine has failed. */
  void failed(Throwable thrown) {
    if (exchange != null) {
      exchange.failed(thrown);
    }
  }

  /**
   * The engine has returned.
   *
   * @return what to return in its place; null for what it did
   */
  Object delivered(Object returned) {
    return answer != null && returned instanceof HttpResponseData
        ? answer.delivered((HttpResponseData) returned)
        : null;
  }
}
