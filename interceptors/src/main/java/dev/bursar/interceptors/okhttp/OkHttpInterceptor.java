package dev.bursar.interceptors.okhttp;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The last application interceptor of one call. Each time the app's interceptors proceed to it is
 * an exchange of its own.
 *
 * <p>{@code chain.proceed} is called at one place a path, after all that is ours and could fail, so
 * that no fault of ours can send a request twice.
 *
 * <p>Threading: OkHttp runs a call's interceptors on one thread at a time.
 */
final class OkHttpInterceptor implements Interceptor {
  private final Governor governor;
  private final Request looked;
  private final int interest;
  private FollowedExchange sending;

  /**
   * @param looked a request that has been looked at already, or null
   * @param interest what the governor said of it
   */
  OkHttpInterceptor(Governor governor, Request looked, int interest) {
    this.governor = governor;
    this.looked = looked;
    this.interest = interest;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request original = chain.request();
    int asked = original == looked ? interest : OkHttpRequest.look(governor, original);
    if (asked == Governor.IGNORE) {
      return chain.proceed(original);
    }
    OkHttpRequest seen = new OkHttpRequest(original, chain.call());
    FollowedExchange exchange = FollowedExchange.open(governor, seen, asked);
    if (exchange == null) {
      return chain.proceed(original);
    }
    return asked == Governor.READ
        ? read(chain, original, exchange)
        : call(chain, original, seen, exchange);
  }

  /** The exchange that is being sent and may be sent again, or null. */
  FollowedExchange sending() {
    return sending;
  }

  private static Response read(Chain chain, Request request, FollowedExchange exchange)
      throws IOException {
    return deliver(proceed(chain, request, exchange), request, request, exchange);
  }

  private Response call(
      Chain chain, Request original, OkHttpRequest seen, FollowedExchange exchange)
      throws IOException {
    Decision decision = decide(exchange, seen);
    if (decision.refusal() != null) {
      return refuse(original, decision.refusal());
    }
    Request sent = seen.toSend(decision, exchange);
    Response response;
    sending = exchange;
    try {
      response = proceed(chain, sent, exchange);
    } finally {
      sending = null;
    }
    return deliver(response, original, sent, exchange);
  }

  private static Decision decide(FollowedExchange exchange, OkHttpRequest seen) throws IOException {
    try {
      Decision decision = exchange.decide();
      if (seen.failure() == null) {
        return decision;
      }
    } catch (IOException appFailed) {
      if (seen.failure() == null) {
        exchange.failed(appFailed);
        throw appFailed;
      }
    }
    exchange.failed(seen.failure());
    seen.rethrowFailure();
    return Decision.PASS;
  }

  private static Response refuse(Request request, Refusal refusal) throws IOException {
    if (refusal.byException()) {
      throw refusal.toIOException();
    }
    try {
      return OkHttpRefusal.response(request, refusal);
    } catch (Throwable fault) {
      // Whatever fails here, the request must not leave.
      Gate.fault(fault);
      throw refusal.toIOException();
    }
  }

  private static Response proceed(Chain chain, Request request, FollowedExchange exchange)
      throws IOException {
    try {
      return chain.proceed(request);
    } catch (Throwable thrown) {
      exchange.failed(thrown);
      throw thrown;
    }
  }

  private static Response deliver(
      Response response, Request original, Request sent, FollowedExchange exchange) {
    GuardedTap tap = exchange.response(response.code(), response::header);
    Response delivered = response;
    try {
      Response.Builder changed = null;
      if (sent != original && response.request() == sent) {
        changed = response.newBuilder().request(original);
      }
      if (tap != null) {
        if (OkHttpTee.hasBody(response)) {
          changed = changed == null ? response.newBuilder() : changed;
          changed.body(OkHttpTee.of(response.body(), tap));
        } else {
          tap.end();
        }
      }
      if (changed != null) {
        delivered = changed.build();
      }
    } catch (Throwable fault) {
      Gate.fault(fault);
      if (tap != null) {
        tap.abort(fault);
      }
    }
    return delivered;
  }
}
