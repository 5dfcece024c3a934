package dev.bursar.interceptors.apacheasync5;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.interceptors.FaultPoint;
import dev.bursar.interceptors.FollowedExchange;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;

/**
 * Governs each sending of a call: swaps the body and the callback as the client is about to ask for
 * a connection. A body that is not there yet is awaited first, on no thread; the sending then goes
 * on from where the body's end came.
 */
public final class ApacheAsync5Hook implements Hook {
  private static final Object STOP = new Object();

  private final Governor governor;

  /** A hook that asks this governor. */
  public ApacheAsync5Hook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    if (point == ApacheAsync5Instrumentation.MINIMAL_CALL) {
      FaultPoint.reach(ApacheAsync5Instrumentation.CLIENT, "enter");
      return first == null
          ? null
          : new Object[] {new ApacheAsync5Exchange(governor, (AsyncClientExchangeHandler) first)};
    }
    Object[] arguments = (Object[]) first;
    if (arguments[4] instanceof ApacheAsync5Callback
        || arguments[1] instanceof ApacheAsync5SentBody) {
      return null; // One that had to be awaited, and was decided.
    }
    FaultPoint.reach(ApacheAsync5Instrumentation.CLIENT, "enter");
    HttpRequest request = (HttpRequest) arguments[0];
    AsyncEntityProducer body = (AsyncEntityProducer) arguments[1];
    AsyncExecChain.Scope scope = (AsyncExecChain.Scope) arguments[2];
    AsyncExecCallback callback = (AsyncExecCallback) arguments[4];
    ApacheAsync5Request seen =
        new ApacheAsync5Request(
            request, body, scope.route.getTargetHost(), scope.cancellableDependency::isCancelled);
    int interest = FollowedExchange.look(governor, seen.method(), seen.host(), seen.path());
    if (interest == Governor.IGNORE) {
      return null;
    }
    ApacheAsync5Sending sending =
        new ApacheAsync5Sending(governor, interest, request, seen, callback);
    if (interest == Governor.READ || !seen.isAwaited()) {
      return passage(sending);
    }
    return seen.await(
            () -> sending.goOn((AsyncExecChainHandler) self, scope, (AsyncExecChain) arguments[3]))
        ? new Object[] {body, callback, STOP}
        : passage(sending);
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    return null;
  }

  private static Object[] passage(ApacheAsync5Sending sending) {
    boolean refused = !sending.decide();
    return new Object[] {sending.body(), sending.callback(), refused ? STOP : null};
  }
}
