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
import java.net.http.HttpClient;
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
  /** Where the client's method takes who is told of what a server pushes. */
  private static final int PUSHES = 2;

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
    Object[] arguments = point == JdkHttpInstrumentation.SEND_ASYNC ? (Object[]) first : null;
    Object asked = arguments == null ? first : arguments[0];
    Object handler = arguments == null ? second : arguments[1];
    if (!(asked instanceof HttpRequest)
        || !(handler instanceof BodyHandler)
        || handler instanceof JdkHttpTeeHandler) {
      return null;
    }
    HttpRequest request = (HttpRequest) asked;
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
    return follow((HttpClient) self, request, (BodyHandler<?>) handler, interest, arguments);
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
      HttpClient client,
      HttpRequest request,
      BodyHandler<T> handler,
      int interest,
      Object[] arguments)
      throws IOException {
    boolean async = arguments != null;
    JdkHttpRequest seen = new JdkHttpRequest(request, !async);
    FollowedExchange exchange = FollowedExchange.open(governor, seen, interest);
    if (exchange == null) {
      return null;
    }
    if (interest == Governor.READ) {
      JdkHttpCall call = new JdkHttpCall(exchange);
      return passage(request, new JdkHttpTeeHandler<>(handler, call), call, null);
    }
    if (async) {
      JdkHttpLater<T> later =
          new JdkHttpLater<>(client, seen, exchange, handler, arguments[PUSHES]);
      if (later.begin()) {
        return passage(null, null, null, later);
      }
    }
    Decision decision = decide(exchange);
    if (decision.refusal() != null) {
      return passage(null, null, null, refuse(request, handler, decision.refusal(), async));
    }
    JdkHttpCall call = new JdkHttpCall(exchange);
    return passage(
        toSend(seen, decision, call), new JdkHttpTeeHandler<>(handler, call), call, null);
  }

  /** The request to send; after a fault of ours one that is not followed. */
  static HttpRequest toSend(JdkHttpRequest seen, Decision decision, JdkHttpCall call) {
    try {
      return seen.toSend(decision, call);
    } catch (Throwable fault) {
      call.charge(fault);
      return seen.unseen(); // The app's body may have been read already.
    }
  }

  /** Decides. */
  static Decision decide(FollowedExchange exchange) {
    try {
      return exchange.decide();
    } catch (IOException appFailed) {
      // Nothing complete can be sent; the client meets the same failure and reports it in its way.
      exchange.failed(appFailed);
      return Decision.PASS;
    }
  }

  /** What to return to the app in place of sending; throws where {@code send} is to throw. */
  static <T> Object refuse(
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
