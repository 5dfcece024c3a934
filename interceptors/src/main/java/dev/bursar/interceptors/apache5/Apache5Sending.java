package dev.bursar.interceptors.apache5;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.OngoingSending;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;

/** What the core sends on a connection: a call's request, or a {@code CONNECT} to a proxy. */
final class Apache5Sending {
  private Apache5Sending() {}

  static void begins(Object request) throws BudgetExceededIOException {
    FollowedExchange exchange = exchange(request);
    if (exchange != null) {
      exchange.attempt();
    }
  }

  static void answered(Object request, Object response) {
    FollowedExchange exchange = exchange(request);
    if (exchange != null) {
      exchange.replied(((HttpResponse) response).getCode());
    }
  }

  private static FollowedExchange exchange(Object request) {
    FollowedExchange exchange = OngoingSending.current();
    return exchange == null || ((HttpRequest) request).getMethod().equals("CONNECT")
        ? null
        : exchange;
  }
}
