package dev.bursar.interceptors.jdkhttp;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.function.BiConsumer;

/**
 * One call on its way through the client: what its request's body, its response's handler and its
 * end share.
 *
 * <p>Threading: the client calls it from several threads, one at a time until the response's head;
 * {@link #failed} may come at any time.
 */
final class JdkHttpCall implements BiConsumer<Object, Throwable> {
  private final FollowedExchange exchange;
  private volatile GuardedTap tap;

  JdkHttpCall(FollowedExchange exchange) {
    this.exchange = exchange;
  }

  /**
   * The client has built a response. What it builds before it asks for a handler is its own to deal
   * with; where that answers a call of ours, its request's body is one of ours.
   */
  static void answered(HttpResponse<?> response) {
    BodyPublisher body = response.request().bodyPublisher().orElse(null);
    if (body instanceof JdkHttpSentBody) {
      ((JdkHttpSentBody) body).call().exchange.replied(response.statusCode());
    }
  }

  /**
   * The request is about to be sent, for the first time or again.
   *
   * @throws BudgetExceededIOException when it must not be sent again
   */
  void attempt() throws BudgetExceededIOException {
    exchange.attempt();
  }

  /** The response's head has arrived, and the app is about to see it. */
  GuardedTap responded(ResponseInfo head) {
    exchange.unseenAttempt();
    tap =
        exchange.response(head.statusCode(), name -> head.headers().firstValue(name).orElse(null));
    return tap;
  }

  /** After a fault of ours the request still leaves, unseen. */
  void charge(Throwable fault) {
    exchange.charge(fault);
  }

  /** The call ended without a response, or before the response's body did. */
  void failed(Throwable cause) {
    GuardedTap tapped = tap;
    if (tapped == null) {
      exchange.failed(cause);
    } else {
      tapped.abort(cause);
    }
  }

  /** How the client's future ended. */
  @Override
  public void accept(Object response, Throwable thrown) {
    if (thrown != null) {
      failed(thrown);
    }
  }
}
