package dev.bursar.interceptors.apache5;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import dev.bursar.interceptors.OngoingSending;
import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;

/**
 * One passage of a request through the client. While it lasts, the request carries what we send in
 * place of the app's entity; the request is the client's own copy, or is changed by the client as
 * well.
 *
 * <p>Threading: the thread that makes the call.
 */
final class Apache5Call {
  private final ClassicHttpRequest request;
  private final HttpEntity entity;
  private final FollowedExchange exchange;
  private final FollowedExchange before;

  /**
   * @param exchange null for a request that is not ours, inside of one that is
   */
  private Apache5Call(ClassicHttpRequest request, FollowedExchange exchange) {
    this.request = request;
    this.entity = request.getEntity();
    this.exchange = exchange;
    this.before = OngoingSending.become(exchange);
  }

  /**
   * A request has come down a client's chain.
   *
   * @return null to let it pass, else a passage or a result
   * @throws IOException a refusal
   */
  static Object[] begin(Governor governor, Object request, Object scope) throws IOException {
    ExecChain.Scope call = (ExecChain.Scope) scope;
    HttpHost target = call.route.getTargetHost();
    return begin(governor, (ClassicHttpRequest) request, target, call.originalRequest, false);
  }

  /** The same, in a client without a chain. */
  static Object[] beginMinimal(Governor governor, Object request, Object target)
      throws IOException {
    return begin(governor, (ClassicHttpRequest) request, (HttpHost) target, request, true);
  }

  private static Object[] begin(
      Governor governor, ClassicHttpRequest request, HttpHost target, Object app, boolean minimal)
      throws IOException {
    if (request == null || target == null) {
      return null; // The client's to complain about.
    }
    Apache5Request seen = new Apache5Request(request, target, app);
    int interest = FollowedExchange.look(governor, request.getMethod(), seen.host(), seen.path());
    if (interest == Governor.IGNORE) {
      return passUnseen(request);
    }
    FollowedExchange exchange = FollowedExchange.open(governor, seen, interest);
    if (exchange == null) {
      return passUnseen(request);
    }
    Decision decision = interest == Governor.READ ? Decision.PASS : decide(exchange);
    if (decision.refusal() != null) {
      return passage(null, refuse(decision.refusal(), minimal));
    }
    Apache5Call call = new Apache5Call(request, exchange);
    seen.prepare(decision, exchange);
    return passage(call, null);
  }

  /** A request inside of a call of ours must not be taken for a sending of that call. */
  private static Object[] passUnseen(ClassicHttpRequest request) {
    return OngoingSending.current() == null ? null : passage(new Apache5Call(request, null), null);
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

  private static ClassicHttpResponse refuse(Refusal refusal, boolean minimal) throws IOException {
    if (refusal.byException()) {
      throw refusal.toIOException();
    }
    try {
      ClassicHttpResponse response = Apache5Refusal.response(refusal);
      return minimal ? Apache5Refusal.closeable(response) : response;
    } catch (Throwable fault) {
      // Whatever fails here, the request must not leave.
      Gate.fault(fault);
      throw refusal.toIOException();
    }
  }

  private static Object[] passage(Apache5Call call, ClassicHttpResponse result) {
    Object[] passage = new Object[Apache5Instrumentation.RESULT + 1];
    passage[Apache5Instrumentation.PASSAGE] = call;
    passage[Apache5Instrumentation.RESULT] = result;
    return passage;
  }

  /** The passage is over: with a response, whose body may yet have to come, or without. */
  void end(Object response, Throwable thrown) {
    OngoingSending.become(before);
    if (exchange == null) {
      return;
    }
    if (request.getEntity() != entity) {
      request.setEntity(entity);
    }
    if (thrown == null) {
      tap((ClassicHttpResponse) response);
    } else {
      exchange.failed(thrown);
    }
  }

  private void tap(ClassicHttpResponse response) {
    GuardedTap tap =
        exchange.response(
            response.getCode(),
            name -> {
              Header header = response.getFirstHeader(name);
              return header == null ? null : header.getValue();
            });
    if (tap == null) {
      return;
    }
    try {
      HttpEntity body = response.getEntity();
      if (body == null || body.getContentLength() == 0) {
        tap.end();
      } else {
        response.setEntity(new Apache5Tee(body, tap));
      }
    } catch (Throwable fault) {
      Gate.fault(fault);
      tap.abort(fault);
    }
  }
}
