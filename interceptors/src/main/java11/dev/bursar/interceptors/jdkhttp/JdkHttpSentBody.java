package dev.bursar.interceptors.jdkhttp;

import dev.bursar.gate.BudgetExceededIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/**
 * A request's body whose every sending the call is told of: the client subscribes once for each,
 * before it writes the body's first byte. In HTTP/1.1 the head has left by then, which nobody bills
 * without the body that it announces.
 */
final class JdkHttpSentBody implements BodyPublisher {
  private final Publisher<ByteBuffer> body;
  private final long length;
  private final JdkHttpCall call;

  /**
   * @param length the body's length as the app's publisher gives it, -1 for unknown: decides the
   *     framing
   */
  JdkHttpSentBody(Publisher<ByteBuffer> body, long length, JdkHttpCall call) {
    this.body = body;
    this.length = length;
    this.call = call;
  }

  /** The call that sends it. */
  JdkHttpCall call() {
    return call;
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    try {
      call.attempt();
    } catch (BudgetExceededIOException refusal) {
      subscriber.onSubscribe(Nothing.INSTANCE);
      subscriber.onError(refusal);
      return;
    }
    body.subscribe(subscriber);
  }

  private enum Nothing implements Subscription {
    INSTANCE;

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
