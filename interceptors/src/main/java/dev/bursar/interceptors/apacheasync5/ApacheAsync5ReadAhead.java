package dev.bursar.interceptors.apacheasync5;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;

/**
 * Reads the app's body before the client does: stands for the connection that the body is written
 * to. Most bodies write all they have when they are first asked. One that is made elsewhere says
 * when it has more, and is then asked again, on a thread of the JDK's common pool: not on the
 * thread that says so, which may hold the body's own lock.
 *
 * <p>Threading: the body is asked by one thread at a time, and writes from any, one at a time.
 */
final class ApacheAsync5ReadAhead implements DataStreamChannel, Runnable {
  private final AsyncEntityProducer app;
  private final BooleanSupplier givenUp;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean met = new AtomicBoolean();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private List<? extends Header> trailers;
  private Exception failure;
  private volatile boolean over;
  private volatile Runnable later;
  private byte[] bytes;

  /**
   * @param givenUp whether the app has given the call up: a body may well write until then
   */
  ApacheAsync5ReadAhead(AsyncEntityProducer app, BooleanSupplier givenUp) {
    this.app = app;
    this.givenUp = givenUp;
  }

  /**
   * Reads what is there.
   *
   * @param whenRead is run where the body has not ended by then, when it has
   * @return whether {@code whenRead} will be run
   */
  boolean await(Runnable whenRead) {
    asked.incrementAndGet();
    run();
    later = whenRead;
    return met.compareAndSet(false, true);
  }

  /** Whether the body has ended. */
  boolean isOver() {
    return over;
  }

  /** The body; only when it is over. */
  byte[] bytes() {
    if (bytes == null) {
      bytes = written.toByteArray();
    }
    return bytes;
  }

  /** The trailers, or null. */
  List<? extends Header> trailers() {
    return trailers;
  }

  /** What the app's body threw, or null. */
  Exception failure() {
    return failure;
  }

  @Override
  public void requestOutput() {
    if (asked.getAndIncrement() == 0) {
      ForkJoinPool.commonPool().execute(this);
    }
  }

  @Override
  public int write(ByteBuffer src) {
    int n = src.remaining();
    byte[] copy = new byte[n];
    src.get(copy);
    written.write(copy, 0, n);
    return n;
  }

  @Override
  public void endStream() {
    over = true;
    requestOutput(); // A body that is made elsewhere may end elsewhere.
  }

  @Override
  public void endStream(List<? extends Header> trailing) {
    trailers = trailing;
    endStream();
  }

  /** Asks the body as long as it writes, and again where it was to be asked meanwhile. */
  @Override
  public void run() {
    int seen = asked.get();
    do {
      if (!over) {
        readWhatIsThere();
      }
      if (over) {
        // Whoever comes second goes on.
        if (!met.compareAndSet(false, true)) {
          later.run();
        }
        return;
      }
      seen = asked.addAndGet(-seen);
    } while (seen != 0);
  }

  private void readWhatIsThere() {
    try {
      int before;
      do {
        if (givenUp.getAsBoolean()) {
          throw new InterruptedIOException("Request aborted");
        }
        before = written.size();
        app.produce(this);
      } while (!over && written.size() > before);
      if (over && app.isRepeatable()) {
        app.releaseResources(); // It was read to its end; the client may send it once more.
      }
    } catch (Throwable thrown) {
      failure = thrown instanceof Exception ? (Exception) thrown : new IOException(thrown);
      over = true;
    }
  }
}
