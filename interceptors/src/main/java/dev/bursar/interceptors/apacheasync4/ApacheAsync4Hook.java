package dev.bursar.interceptors.apacheasync4;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.interceptors.FaultPoint;
import dev.bursar.interceptors.FollowedExchange;
import java.io.IOException;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.nio.client.HttpAsyncClient;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.apache.http.protocol.HttpContext;

/**
 * Governs calls: swaps what writes the request and what reads the response as the app hands them
 * over. A body that is not there yet is awaited first, on no thread; the app is given a future of
 * ours meanwhile.
 */
public final class ApacheAsync4Hook implements Hook {
  private final Governor governor;

  /** A hook that asks this governor. */
  public ApacheAsync4Hook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second)
      throws IOException {
    Object[] arguments = (Object[]) first;
    if (arguments[0] == null
        || arguments[1] == null
        || arguments[0] instanceof ApacheAsync4SentProducer) {
      return null; // The client's to complain about, or one that had to be awaited.
    }
    FaultPoint.reach(ApacheAsync4Instrumentation.CLIENT, "enter");
    HttpAsyncRequestProducer producer = (HttpAsyncRequestProducer) arguments[0];
    HttpHost target = producer.getTarget();
    HttpRequest request;
    try {
      request = producer.generateRequest();
    } catch (HttpException | IOException | RuntimeException appFailed) {
      return null; // It fails for the client too.
    }
    if (target == null || request == null) {
      return null;
    }
    return follow(
        (HttpAsyncClient) self,
        new ApacheAsync4Request(producer, request, target),
        (HttpAsyncResponseConsumer<?>) arguments[1],
        (HttpContext) arguments[2],
        (FutureCallback<?>) arguments[3]);
  }

  @SuppressWarnings("unchecked")
  private <T> Object[] follow(
      HttpAsyncClient client,
      ApacheAsync4Request seen,
      HttpAsyncResponseConsumer<T> consumer,
      HttpContext context,
      FutureCallback<?> callback) {
    int interest = FollowedExchange.look(governor, seen.method(), seen.host(), seen.path());
    ApacheAsync4Sending<T> sending =
        new ApacheAsync4Sending<>(governor, interest, seen, consumer, context);
    if (interest == Governor.CALL && seen.isAwaited()) {
      ApacheAsync4Later<T> later =
          new ApacheAsync4Later<>(client, sending, (FutureCallback<T>) callback);
      if (seen.await(later)) {
        Object[] passage = sending.passage();
        passage[ApacheAsync4Instrumentation.RESULT] = later;
        return passage;
      }
    }
    Object refused = sending.decide((FutureCallback<T>) callback);
    Object[] passage = sending.passage();
    passage[ApacheAsync4Instrumentation.RESULT] = refused;
    return passage;
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (entered == null) {
      return null;
    }
    if (thrown != null) {
      // A client that does not run takes no calls.
      FollowedExchange exchange = (FollowedExchange) entered[ApacheAsync4Instrumentation.EXCHANGE];
      if (exchange != null) {
        exchange.failed(thrown);
      }
      return null;
    }
    return entered[ApacheAsync4Instrumentation.RESULT];
  }
}
