package dev.bursar.interceptors.apacheasync5;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.interceptors.FollowedExchange;
import java.io.IOException;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;

/**
 * One sending of a request, from the decision to what is sent.
 *
 * <p>Threading: one thread, the caller's or the one that wrote the end of the body.
 */
final class ApacheAsync5Sending {
  private final Governor governor;
  private final int interest;
  private final HttpRequest request;
  private final ApacheAsync5Request seen;
  private AsyncEntityProducer body;
  private AsyncExecCallback callback;

  ApacheAsync5Sending(
      Governor governor,
      int interest,
      HttpRequest request,
      ApacheAsync5Request seen,
      AsyncExecCallback callback) {
    this.governor = governor;
    this.interest = interest;
    this.request = request;
    this.seen = seen;
    this.body = seen.app();
    this.callback = callback;
  }

  /** What to send; null for nothing. */
  AsyncEntityProducer body() {
    return body;
  }

  /** Who is to be told of the response. */
  AsyncExecCallback callback() {
    return callback;
  }

  /**
   * Decides.
   *
   * @return whether it may be sent; where not, the app has been told
   */
  boolean decide() {
    if (seen.failure() != null) {
      callback.failed(seen.failure());
      return false;
    }
    // What was read of the app's body cannot be read again.
    body = seen.toSend(null, null);
    FollowedExchange exchange = FollowedExchange.open(governor, seen, interest);
    if (exchange == null) {
      return true;
    }
    Decision decision = interest == Governor.READ ? Decision.PASS : decide(exchange);
    if (decision.refusal() != null) {
      ApacheAsync5Refusal.tell(decision.refusal(), callback);
      return false;
    }
    callback = new ApacheAsync5Callback(callback, exchange);
    try {
      body = seen.toSend(decision.body(), exchange);
      if (decision.body() != null && request.containsHeader(HttpHeaders.CONTENT_LENGTH)) {
        request.setHeader(HttpHeaders.CONTENT_LENGTH, decision.body().length);
      }
      if (decision.plain()) {
        request.removeHeaders(HttpHeaders.ACCEPT_ENCODING);
      }
    } catch (Throwable fault) {
      exchange.charge(fault);
    }
    return true;
  }

  /** Decides, and takes the chain up again where it was stopped. */
  void goOn(AsyncExecChainHandler exec, AsyncExecChain.Scope scope, AsyncExecChain chain) {
    AsyncExecCallback app = callback;
    try {
      if (decide()) {
        exec.execute(request, body, scope, chain, callback);
      }
    } catch (HttpException | IOException | RuntimeException failed) {
      app.failed(failed);
    }
  }

  private static Decision decide(FollowedExchange exchange) {
    try {
      return exchange.decide();
    } catch (IOException impossible) {
      // The body was read before.
      Gate.fault(impossible);
      return Decision.PASS;
    }
  }
}
