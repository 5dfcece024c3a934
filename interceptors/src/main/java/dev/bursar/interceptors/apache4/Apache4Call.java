package dev.bursar.interceptors.apache4;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import dev.bursar.interceptors.OngoingSending;
import java.io.IOException;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpExecutionAware;
import org.apache.http.conn.routing.HttpRoute;

/**
 * One passage of a request through the client. While it lasts, the request carries what we send in
 * place of the app's entity; but for the old client, it is the client's own copy.
 *
 * <p>Threading: the thread that makes the call; {@link #cancelled} may come from any.
 */
final class Apache4Call {
  private final HttpRequest request;
  private final HttpEntity entity;
  private final FollowedExchange exchange;
  private final FollowedExchange before;
  private volatile GuardedTap tap;

  /**
   * @param exchange null for a request that is not ours, inside of one that is
   */
  private Apache4Call(HttpRequest request, FollowedExchange exchange) {
    this.request = request;
    this.entity = Apache4Request.entity(request);
    this.exchange = exchange;
    this.before = OngoingSending.become(exchange);
  }

  /**
   * A request has come down a client's chain.
   *
   * @return null to let it pass, else a passage or a result
   * @throws IOException a refusal
   */
  static Object[] begin(Governor governor, Object request, Object route, Object aware)
      throws IOException {
    HttpHost target = route == null ? null : ((HttpRoute) route).getTargetHost();
    Object[] passage = begin(governor, (HttpRequest) request, target, aware);
    if (passage != null) {
      Apache4Call call = (Apache4Call) passage[Apache4Instrumentation.PASSAGE];
      passage[Apache4Instrumentation.AWARE] =
          call == null || aware == null
              ? aware
              : new Apache4Aware((HttpExecutionAware) aware, call);
    }
    return passage;
  }

  /** The same, in the old client. */
  static Object[] beginOld(Governor governor, Object request, Object target) throws IOException {
    return begin(governor, (HttpRequest) request, (HttpHost) target, request);
  }

  private static Object[] begin(
      Governor governor, HttpRequest request, HttpHost target, Object aware) throws IOException {
    if (request == null || target == null) {
      return null; // The client's to complain about.
    }
    Apache4Request seen = new Apache4Request(request, target, aware);
    int interest = FollowedExchange.look(governor, seen.method(), seen.host(), seen.path());
    FollowedExchange exchange =
        interest == Governor.IGNORE ? null : FollowedExchange.open(governor, seen, interest);
    if (exchange == null) {
      // Inside of a call of ours it must not be taken for a sending of that call.
      return OngoingSending.current() == null
          ? null
          : passage(new Apache4Call(request, null), null);
    }
    Decision decision = interest == Governor.READ ? Decision.PASS : decide(exchange);
    if (decision.refusal() != null) {
      return passage(null, refuse(decision.refusal()));
    }
    Apache4Call call = new Apache4Call(request, exchange);
    seen.prepare(decision, exchange);
    return passage(call, null);
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

  private static HttpResponse refuse(Refusal refusal) throws IOException {
    if (refusal.byException()) {
      throw refusal.toIOException();
    }
    try {
      return Apache4Refusal.response(refusal);
    } catch (Throwable fault) {
      // Whatever fails here, the request must not leave.
      Gate.fault(fault);
      throw refusal.toIOException();
    }
  }

  private static Object[] passage(Apache4Call call, HttpResponse result) {
    Object[] passage = new Object[Apache4Instrumentation.AWARE + 1];
    passage[Apache4Instrumentation.PASSAGE] = call;
    passage[Apache4Instrumentation.RESULT] = result;
    return passage;
  }

  /**
   * The passage is over: with a response, whose body may yet have to come, or without.
   *
   * @return what the app gets in place of the response, or null for the response itself
   */
  Object end(Object response, Throwable thrown) {
    OngoingSending.become(before);
    if (exchange == null) {
      return null;
    }
    if (Apache4Request.entity(request) != entity) {
      ((HttpEntityEnclosingRequest) request).setEntity(entity);
    }
    if (thrown != null) {
      exchange.failed(thrown);
      return null;
    }
    return tapped((HttpResponse) response);
  }

  /** The app gave the request up, maybe long after its response was read. */
  void cancelled() {
    GuardedTap tapped = tap;
    if (tapped != null) {
      tapped.abort(null);
    }
  }

  private HttpResponse tapped(HttpResponse response) {
    HttpEntity body = response.getEntity();
    GuardedTap opened =
        exchange.response(
            response.getStatusLine().getStatusCode(), name -> header(response, body, name));
    if (opened == null) {
      return null;
    }
    try {
      if (body == null || body.getContentLength() == 0) {
        opened.end();
        return null;
      }
      tap = opened;
      response.setEntity(new Apache4Tee(body, opened));
      return response instanceof CloseableHttpResponse
          ? new Apache4Response((CloseableHttpResponse) response, opened)
          : null;
    } catch (Throwable fault) {
      Gate.fault(fault);
      opened.abort(fault);
      return null;
    }
  }

  /** The client may have undone the body's encoding, and left the header as it was. */
  private static String header(HttpResponse response, HttpEntity body, String name) {
    Header header =
        body != null && name.equalsIgnoreCase("Content-Encoding")
            ? body.getContentEncoding()
            : response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }
}
