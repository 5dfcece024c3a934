package dev.bursar.interceptors.apacheasync4;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;

/**
 * Reads the app's body before the client does: stands for the connection that the body is written
 * to. Most bodies write all they have when they are asked. One that has no more for now suspends
 * its output, and is asked again, in the JDK's common pool, when it requests it: not on the thread
 * that does so, which may hold the body's own lock.
 *
 * <p>Threading: the body is asked by one thread at a time.
 */
final class ApacheAsync4ReadAhead implements ContentEncoder, IOControl, Runnable {
  private final HttpAsyncRequestProducer app;
  private final int most;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean met = new AtomicBoolean();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private volatile boolean suspended;
  private volatile boolean over;
  private volatile Runnable later;
  private boolean completed;
  private Exception failure;

  /**
   * @param most how much to read, in bytes
   */
  ApacheAsync4ReadAhead(HttpAsyncRequestProducer app, int most) {
    this.app = app;
    this.most = most;
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

  /** Whether all of the body was read; else it is too long, or does not say when it has more. */
  boolean isWhole() {
    return over && completed;
  }

  /** What was read. */
  byte[] bytes() {
    return written.toByteArray();
  }

  /** What the app's body threw, or null. */
  Exception failure() {
    return failure;
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
  public void complete() {
    completed = true;
  }

  @Override
  public boolean isCompleted() {
    return completed;
  }

  @Override
  public void requestOutput() {
    suspended = false;
    if (asked.getAndIncrement() == 0) {
      ForkJoinPool.commonPool().execute(this);
    }
  }

  @Override
  public void suspendOutput() {
    suspended = true;
  }

  @Override
  public void requestInput() {}

  @Override
  public void suspendInput() {}

  @Override
  public void shutdown() {
    failure = new IOException("The request's body was given up");
  }

  /** Asks the body as long as it writes, and again where it was to be asked meanwhile. */
  @Override
  public void run() {
    int seen = asked.get();
    do {
      readWhatIsThere();
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
        before = written.size();
        app.produceContent(this, this);
      } while (!completed && failure == null && written.size() > before && written.size() <= most);
      over = completed || failure != null || !suspended || written.size() > most;
    } catch (Throwable thrown) {
      failure = thrown instanceof Exception ? (Exception) thrown : new IOException(thrown);
      over = true;
    }
  }
}
