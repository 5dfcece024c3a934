package dev.bursar.interceptors.jdkhttp;

import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.GuardedTap;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The app's body subscriber, with a tap before it. Where the tap does not rewrite, the app gets the
 * very lists that the client gave.
 *
 * <p>Threading: signals come one at a time; the app's requests and its cancel from any thread.
 */
final class JdkHttpTee<T> implements BodySubscriber<T> {
  private final BodySubscriber<T> app;
  private final GuardedTap tap;
  private final Run run;

  /** How many more lists the app has asked for; only kept where the tap rewrites. */
  private final AtomicLong demand = new AtomicLong();

  /** What was held back to the end, until the app asks for it. */
  private final AtomicReference<ByteBuffer> tail = new AtomicReference<>();

  private volatile Subscription client;

  /**
   * @param run for which the app's subscriber works, on whatever thread it is told; null for none
   */
  JdkHttpTee(BodySubscriber<T> app, GuardedTap tap, Run run) {
    this.app = app;
    this.tap = tap;
    this.run = run;
  }

  /** The app's subscriber. */
  BodySubscriber<T> app() {
    return app;
  }

  @Override
  public CompletionStage<T> getBody() {
    return app.getBody();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    client = subscription;
    app.onSubscribe(new Watched());
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    Object[] left = Runs.workFor(run);
    try {
      next(buffers);
    } finally {
      Runs.leave(left);
    }
  }

  private void next(List<ByteBuffer> buffers) {
    if (tap.rewrites()) {
      rewrite(buffers);
      return;
    }
    for (int i = 0; i < buffers.size(); i++) {
      tap.data(buffers.get(i).asReadOnlyBuffer());
    }
    app.onNext(buffers);
  }

  @Override
  public void onError(Throwable thrown) {
    tap.abort(thrown);
    Object[] left = Runs.workFor(run);
    try {
      app.onError(thrown);
    } finally {
      Runs.leave(left);
    }
  }

  @Override
  public void onComplete() {
    Object[] left = Runs.workFor(run);
    try {
      complete();
    } finally {
      Runs.leave(left);
    }
  }

  private void complete() {
    ByteBuffer rest = tap.end();
    if (!rest.hasRemaining()) {
      app.onComplete();
      return;
    }
    tail.set(rest);
    if (demand.get() > 0) {
      deliverTail();
    }
  }

  private void rewrite(List<ByteBuffer> buffers) {
    List<ByteBuffer> rewritten = new ArrayList<>(buffers.size());
    for (ByteBuffer buffer : buffers) {
      ByteBuffer bytes = tap.data(buffer.asReadOnlyBuffer());
      if (bytes.hasRemaining()) {
        rewritten.add(bytes);
      }
    }
    if (rewritten.isEmpty()) {
      client.request(1); // The app still waits for what it asked for.
      return;
    }
    demand.decrementAndGet();
    app.onNext(Collections.unmodifiableList(rewritten));
  }

  private void deliverTail() {
    ByteBuffer rest = tail.getAndSet(null);
    if (rest != null) {
      app.onNext(List.of(rest));
      app.onComplete();
    }
  }

  /** What the app sees of the client's subscription. */
  private final class Watched implements Subscription {
    @Override
    public void request(long n) {
      if (tap.rewrites() && n > 0) {
        demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
      }
      client.request(n);
      if (tail.get() != null && demand.get() > 0) {
        deliverTail();
      }
    }

    @Override
    public void cancel() {
      tap.abort(null);
      client.cancel();
    }
  }
}
