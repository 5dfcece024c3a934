package dev.bursar.interceptors.jdkhttp;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.FaultPoint;
import dev.bursar.interceptors.FollowedExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Governs calls of the JDK's client: swaps the request and the body handler as the call begins, and
 * watches how it ends. A call is known to be seen by its handler, so the {@code sendAsync} inside a
 * {@code send} passes, and a call that the app makes in between does not.
 */
public final class JdkHttpHook implements Hook {
  private final Governor governor;

  /** A hook that asks this governor. */
  public JdkHttpHook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second)
      throws IOException {
    if (point == JdkHttpInstrumentation.EXECUTOR) {
      return first instanceof JdkHttpTee ? new Object[] {((JdkHttpTee<?>) first).app()} : null;
    }
    FaultPoint.reach(JdkHttpInstrumentation.CLIENT, "enter");
    if (!(first instanceof HttpRequest)
        || !(second instanceof BodyHandler)
        || second instanceof JdkHttpTeeHandler) {
      return null;
    }
    HttpRequest request = (HttpRequest) first;
    URI uri = request.uri();
    if (uri == null || request.method() == null) {
      return null; // Of the app's own class, and the client's to complain about.
    }
    int interest =
        FollowedExchange.look(governor, request.method(), uri.getHost(), uri.getRawPath());
    // The handshake of a websocket looks like a read.
    if (interest == Governor.IGNORE
        || request.headers().firstValue("Sec-WebSocket-Key").isPresent()) {
      return null;
    }
    boolean async = point == JdkHttpInstrumentation.SEND_ASYNC;
    return follow(request, (BodyHandler<?>) second, interest, async);
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown)
      throws IOException {
    if (point == JdkHttpInstrumentation.ANSWER) {
      JdkHttpCall.answered((HttpResponse<?>) self);
      return null;
    }
    if (entered == null) {
      return null;
    }
    if (entered[JdkHttpInstrumentation.RESULT] != null) {
      return entered[JdkHttpInstrumentation.RESULT];
    }
    JdkHttpCall call = (JdkHttpCall) entered[JdkHttpInstrumentation.CALL];
    if (thrown != null) {
      call.failed(thrown);
      unwrapRefusal(thrown);
    } else if (point == JdkHttpInstrumentation.SEND_ASYNC) {
      // A dependent of the client's own future, which is what the app gets.
      ((CompletionStage<?>) returned).whenComplete(call);
    }
    return null;
  }

  /** {@code send} wraps what went wrong on the way: a later attempt may have been refused. */
  private static void unwrapRefusal(Throwable thrown) throws IOException {
    Throwable cause = thrown.getCause();
    for (int depth = 0; cause != null && depth < 8; depth++) {
      if (cause instanceof BudgetExceededIOException) {
        throw (BudgetExceededIOException) cause;
      }
      cause = cause.getCause();
    }
  }

  private <T> Object[] follow(
      HttpRequest request, BodyHandler<T> handler, int interest, boolean async) throws IOException {
    JdkHttpRequest seen = new JdkHttpRequest(request, !async);
    FollowedExchange exchange = FollowedExchange.open(governor, seen, interest);
    if (exchange == null) {
      return null;
    }
    Decision decision = interest == Governor.READ ? Decision.PASS : decide(exchange);
    if (decision.refusal() != null) {
      return passage(null, null, null, refuse(request, handler, decision.refusal(), async));
    }
    try {
      JdkHttpCall call = new JdkHttpCall(exchange);
      HttpRequest sent = interest == Governor.READ ? request : seen.toSend(decision, call);
      return passage(sent, new JdkHttpTeeHandler<>(handler, call), call, null);
    } catch (Throwable fault) {
      exchange.charge(fault);
      // The app's body may have been read already.
      return passage(seen.unseen(), handler, new JdkHttpCall(exchange), null);
    }
  }

  private static Decision decide(FollowedExchange exchange) {
    try {
      return exchange.decide();
    } catch (IOException appFailed) {
      // Nothing complete can be sent; the client meets the same failure and reports it in its way.
      exchange.failed(appFailed);
      return Decision.PASS;
    }
  }

  /** What to return to the app in place of sending; throws where {@code send} is to throw. */
  private static <T> Object refuse(
      HttpRequest request, BodyHandler<T> handler, Refusal refusal, boolean async)
      throws IOException {
    if (refusal.byException()) {
      return async ? CompletableFuture.failedFuture(refusal.toIOException()) : fail(refusal);
    }
    try {
      CompletableFuture<HttpResponse<T>> answer = JdkHttpRefusal.answer(request, handler, refusal);
      return async ? answer : answer.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (Throwable failed) {
      // Whatever fails here, the request must not leave.
      Gate.fault(failed);
    }
    return async ? CompletableFuture.failedFuture(refusal.toIOException()) : fail(refusal);
  }

  private static Object fail(Refusal refusal) throws IOException {
    throw refusal.toIOException();
  }

  private static Object[] passage(
      HttpRequest request, BodyHandler<?> handler, JdkHttpCall call, Object result) {
    Object[] passage = new Object[JdkHttpInstrumentation.RESULT + 1];
    passage[JdkHttpInstrumentation.REQUEST] = request;
    passage[JdkHttpInstrumentation.HANDLER] = handler;
    passage[JdkHttpInstrumentation.CALL] = call;
    passage[JdkHttpInstrumentation.RESULT] = result;
    return passage;
  }
}
