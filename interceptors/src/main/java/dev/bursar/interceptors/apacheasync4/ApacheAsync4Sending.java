package dev.bursar.interceptors.apacheasync4;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.interceptors.FollowedExchange;
import java.io.IOException;
import java.util.concurrent.Future;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.apache.http.protocol.BasicHttpContext;
import org.apache.http.protocol.HttpContext;

/**
 * One call, from the decision to what is handed to the client.
 *
 * <p>Threading: one thread at a time: the app's, and later the one that read the end of the body.
 */
final class ApacheAsync4Sending<T> {
  private final Governor governor;
  private final int interest;
  private final ApacheAsync4Request seen;
  private final HttpAsyncResponseConsumer<T> app;
  private final HttpContext context;
  private FollowedExchange exchange;
  private ApacheAsync4SentProducer producer;
  private HttpAsyncResponseConsumer<T> consumer;

  /**
   * @param app reads the response
   * @param context the call's, or null
   */
  ApacheAsync4Sending(
      Governor governor,
      int interest,
      ApacheAsync4Request seen,
      HttpAsyncResponseConsumer<T> app,
      HttpContext context) {
    this.governor = governor;
    this.interest = interest;
    this.seen = seen;
    this.app = app;
    // What the client notes there tells of answers that it deals with itself.
    this.context = context == null ? new BasicHttpContext() : context;
    this.consumer = app;
  }

  /** What writes the request; only once decided. */
  ApacheAsync4SentProducer producer() {
    return producer;
  }

  /** What reads the response. */
  HttpAsyncResponseConsumer<T> consumer() {
    return consumer;
  }

  /** The call's context. */
  HttpContext context() {
    return context;
  }

  /** The call could not be made, or never ended. */
  void failed(Throwable cause) {
    if (exchange != null) {
      exchange.failed(cause);
    }
  }

  /** The app has given up before the call was made. */
  void cancelled() {
    app.cancel();
    ApacheAsync4Refusal.close(seen.app(), app);
  }

  /** What the hook gives to the woven method. */
  Object[] passage() {
    Object[] passage = new Object[ApacheAsync4Instrumentation.EXCHANGE + 1];
    passage[ApacheAsync4Instrumentation.PRODUCER] = producer;
    passage[ApacheAsync4Instrumentation.CONSUMER] = consumer;
    passage[ApacheAsync4Instrumentation.CONTEXT] = context;
    passage[ApacheAsync4Instrumentation.EXCHANGE] = exchange;
    return passage;
  }

  /**
   * Decides.
   *
   * @param callback the app's, or null
   * @return the future of a call that must not be made; null where it is to be made
   */
  Future<T> decide(FutureCallback<T> callback) {
    if (seen.failure() != null) {
      return ApacheAsync4Refusal.fail(seen.failure(), seen.app(), app, callback);
    }
    producer = seen.toSend(Decision.PASS, null, context);
    if (interest == Governor.IGNORE) {
      return null;
    }
    exchange = FollowedExchange.open(governor, seen, interest);
    if (exchange == null) {
      return null;
    }
    Decision decision = interest == Governor.READ ? Decision.PASS : decide();
    if (decision.refusal() != null) {
      return ApacheAsync4Refusal.tell(decision.refusal(), seen.app(), app, context, callback);
    }
    try {
      producer = seen.toSend(decision, exchange, context);
      consumer = new ApacheAsync4Tee<>(app, producer, exchange);
    } catch (Throwable fault) {
      exchange.charge(fault);
    }
    return null;
  }

  private Decision decide() {
    try {
      return exchange.decide();
    } catch (IOException impossible) {
      // The body was read before.
      Gate.fault(impossible);
      return Decision.PASS;
    }
  }
}
