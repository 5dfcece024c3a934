package dev.bursar.interceptors.jdkhttp;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads the app's publisher before the client does. Each of its bytes is asked for once and none is
 * lost: what is not there in time, or is too much, is left to the client, which gets first what was
 * read and then the rest as it comes.
 *
 * <p>The publishers of {@code BodyPublishers} over strings, arrays, files and streams deliver all
 * they have on the thread that asks.
 *
 * <p>Threading: a subscriber and a subscription; signals may come from any thread.
 */
final class JdkHttpReadAhead implements Subscriber<ByteBuffer>, Subscription {
  private final BodyPublisher app;
  private final int max;
  private final Queue<ByteBuffer> read = new ConcurrentLinkedQueue<>();
  private final CountDownLatch decided = new CountDownLatch(1);
  private final AtomicReference<Runnable> waiting = new AtomicReference<>();
  private final AtomicLong demand = new AtomicLong();
  private final AtomicInteger passes = new AtomicInteger();
  private final AtomicBoolean taken = new AtomicBoolean();
  private final AtomicBoolean asked = new AtomicBoolean();
  private long size;
  private volatile Subscription source;
  private volatile Subscriber<? super ByteBuffer> client;
  private volatile Throwable failure;
  private volatile boolean complete;
  private volatile boolean closed;
  private byte[] joined;

  /**
   * @param app the app's publisher
   * @param max how much to read ahead, in bytes
   */
  JdkHttpReadAhead(BodyPublisher app, int max) {
    this.app = app;
    this.max = max;
  }

  /** Subscribes to the app's publisher. What that throws is the client's to meet and to report. */
  void start() {
    try {
      app.subscribe(this);
    } catch (Throwable thrown) {
      onError(thrown);
    }
  }

  /**
   * Waits until the body was read, or is known to be too long, or the time is over.
   *
   * @param timeout null for no limit
   */
  void await(Duration timeout) {
    try {
      if (timeout == null) {
        decided.await();
      } else if (!decided.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      // The client's own send begins by looking at it.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * As {@link #await(Duration)}, on no thread.
   *
   * @param later is run when it was, where it was not yet, by whoever writes the body
   * @return whether {@code later} will be run
   */
  boolean await(Runnable later) {
    return waiting.compareAndSet(null, later);
  }

  private static void nobodyWaits() {}

  private void decided() {
    decided.countDown();
    Runnable later = waiting.getAndSet(JdkHttpReadAhead::nobodyWaits);
    if (later != null) {
      later.run();
    }
  }

  /**
   * The body.
   *
   * @return all of it; null where it is longer than {@code limit} or not complete yet
   * @throws IOException what the app's publisher failed with
   */
  byte[] bytes(int limit) throws IOException {
    if (!complete) {
      return null;
    }
    if (failure != null) {
      throw failure instanceof IOException ? (IOException) failure : new IOException(failure);
    }
    return size > limit ? null : join();
  }

  /** A publisher of the same body for the client. */
  Publisher<ByteBuffer> again() {
    return complete && failure == null ? BodyPublishers.ofByteArray(join()) : this::handOver;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    source = subscription;
    if (closed) {
      subscription.cancel();
    } else {
      ask();
    }
  }

  @Override
  public void onNext(ByteBuffer bytes) {
    size += bytes.remaining();
    read.add(bytes);
    asked.set(false);
    if (client != null) {
      pass();
    } else if (size > max) {
      decided();
    } else {
      ask();
    }
  }

  @Override
  public void onError(Throwable thrown) {
    failure = thrown;
    onComplete();
  }

  @Override
  public void onComplete() {
    complete = true;
    decided();
    if (client != null) {
      pass();
    }
  }

  @Override
  public void request(long n) {
    demand.accumulateAndGet(Math.max(0, n), (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
    pass();
  }

  @Override
  public void cancel() {
    closed = true;
    Subscription asking = source;
    if (asking != null) {
      asking.cancel();
    }
  }

  private void ask() {
    Subscription asking = source;
    if (asking != null && asked.compareAndSet(false, true)) {
      asking.request(1);
    }
  }

  private byte[] join() {
    if (joined != null) {
      return joined;
    }
    byte[] bytes = new byte[Math.toIntExact(size)];
    int at = 0;
    for (ByteBuffer part : read) {
      int n = part.remaining();
      part.duplicate().get(bytes, at, n);
      at += n;
    }
    joined = bytes;
    read.clear();
    return bytes;
  }

  private void handOver(Subscriber<? super ByteBuffer> subscriber) {
    if (!taken.compareAndSet(false, true)) {
      app.subscribe(subscriber); // The client sends again, and would have asked the app again.
      return;
    }
    subscriber.onSubscribe(this);
    client = subscriber;
    pass();
  }

  /** Gives the client what it asked for and is there. One thread at a time; others leave word. */
  private void pass() {
    if (client == null || passes.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      passOn();
      seen = passes.addAndGet(-seen);
    } while (seen != 0);
  }

  private void passOn() {
    while (!closed) {
      boolean last = complete;
      ByteBuffer next = read.peek();
      if (next == null && last) {
        closed = true;
        if (failure == null) {
          client.onComplete();
        } else {
          client.onError(failure);
        }
      } else if (demand.get() == 0) {
        return;
      } else if (next == null) {
        ask();
        if (read.isEmpty() && !complete) {
          return;
        }
      } else {
        read.remove();
        demand.decrementAndGet();
        client.onNext(next);
      }
    }
  }
}
