package dev.bursar.interceptors.jetty12;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.io.Content;

/**
 * Reads the app's body before the client does, as the client would. One that is written elsewhere
 * says when there is more, and is read on by the thread that says so.
 *
 * <p>Threading: the body is read by one thread at a time.
 */
final class Jetty12ReadAhead {
  /** The longest body that is read, in bytes: no provider takes a longer one. */
  static final int MOST = 64 << 20;

  private final Request.Content app;
  private final AtomicBoolean met = new AtomicBoolean();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private Throwable failure;
  private boolean whole;
  private volatile boolean over;
  private volatile Runnable later;
  private byte[] bytes;

  Jetty12ReadAhead(Request.Content app) {
    this.app = app;
  }

  /** The app's body. */
  Request.Content app() {
    return app;
  }

  /**
   * Reads what is there.
   *
   * @param whenRead is run where the body has not ended by then, when it has
   * @return whether {@code whenRead} will be run
   */
  boolean await(Runnable whenRead) {
    readOn();
    later = whenRead;
    return met.compareAndSet(false, true);
  }

  /** Whether no more of it will be read here. */
  boolean isOver() {
    return over;
  }

  /** Whether all of it was read; only when it is over. */
  boolean isWhole() {
    return whole;
  }

  /** What was read; only when it is over. */
  byte[] bytes() {
    if (bytes == null) {
      bytes = read.toByteArray();
    }
    return bytes;
  }

  /** What the app's body threw, or what it failed with; or null. */
  Throwable failure() {
    return failure;
  }

  /** Reads as long as there is something, then when there is more. */
  private void readOn() {
    try {
      while (!over) {
        Content.Chunk piece = app.read();
        if (piece == null) {
          app.demand(this::readOn);
          return;
        }
        take(piece);
      }
    } catch (Throwable thrown) {
      end(thrown);
    }
    // Whoever comes second goes on.
    if (!met.compareAndSet(false, true)) {
      later.run();
    }
  }

  private void take(Content.Chunk piece) {
    if (Content.Chunk.isFailure(piece)) {
      end(piece.getFailure());
      return;
    }
    ByteBuffer part = piece.getByteBuffer();
    byte[] copy = new byte[part.remaining()];
    part.get(copy);
    read.write(copy, 0, copy.length);
    whole = piece.isLast();
    piece.release();
    if (whole || read.size() > MOST) {
      end(null);
    }
  }

  private void end(Throwable thrown) {
    failure = thrown;
    over = true;
  }
}
