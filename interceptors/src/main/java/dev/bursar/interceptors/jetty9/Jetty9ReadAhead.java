package dev.bursar.interceptors.jetty9;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.AsyncContentProvider;
import org.eclipse.jetty.client.Synchronizable;
import org.eclipse.jetty.client.api.ContentProvider;
import org.eclipse.jetty.util.Callback;

/**
 * Reads the app's body before the client does, as the client would. One that is written elsewhere
 * says when there is more, and is read on by the thread that says so.
 *
 * <p>Threading: the body is read by one thread at a time.
 */
final class Jetty9ReadAhead implements AsyncContentProvider.Listener {
  /** The longest body that is read, in bytes: no provider takes a longer one. */
  static final int MOST = 64 << 20;

  private final ContentProvider app;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean met = new AtomicBoolean();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private Iterator<ByteBuffer> pieces;
  private Throwable failure;
  private boolean whole;
  private volatile boolean over;
  private volatile Runnable later;
  private volatile AsyncContentProvider.Listener client;
  private byte[] bytes;

  Jetty9ReadAhead(ContentProvider app) {
    this.app = app;
  }

  /** The app's body. */
  ContentProvider app() {
    return app;
  }

  /**
   * Reads what is there.
   *
   * @param whenRead is run where the body has not ended by then, when it has
   * @return whether {@code whenRead} will be run
   */
  boolean await(Runnable whenRead) {
    asked.incrementAndGet();
    try {
      pieces = app.iterator();
      if (app instanceof AsyncContentProvider) {
        ((AsyncContentProvider) app).setListener(this);
      }
    } catch (Throwable thrown) {
      end(thrown);
    }
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

  /** What the app's body threw, or null. */
  Throwable failure() {
    return failure;
  }

  /** What was read, and the rest behind it as the app writes it: of a body that is not whole. */
  ContentProvider rest() {
    return new Jetty9RestBody(this, pieces, bytes());
  }

  /** From now on another one is told that there is more. */
  void tell(AsyncContentProvider.Listener next) {
    client = next;
  }

  @Override
  public void onContent() {
    AsyncContentProvider.Listener next = client;
    if (next != null) {
      next.onContent();
    } else if (asked.getAndIncrement() == 0) {
      readOn();
    }
  }

  /** Reads as long as there is something, and again where it was to be read meanwhile. */
  private void readOn() {
    int seen = asked.get();
    do {
      while (!over && readPiece()) {}
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

  /**
   * @return whether there may be more by now
   */
  private boolean readPiece() {
    try {
      ByteBuffer piece;
      boolean more;
      synchronized (lock(pieces)) {
        more = pieces.hasNext();
        piece = more ? pieces.next() : null;
      }
      if (!more) {
        whole = true;
        if (pieces instanceof Closeable) {
          ((Closeable) pieces).close();
        }
        end(null);
        return false;
      }
      if (piece == null) {
        return false;
      }
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      read.write(copy, 0, copy.length);
      if (pieces instanceof Callback) {
        ((Callback) pieces).succeeded();
      }
      if (read.size() > MOST) {
        end(null);
      }
      return true;
    } catch (Throwable thrown) {
      end(thrown);
      return false;
    }
  }

  private void end(Throwable thrown) {
    failure = thrown;
    over = true;
  }

  private static Object lock(Iterator<ByteBuffer> pieces) {
    return pieces instanceof Synchronizable ? ((Synchronizable) pieces).getLock() : pieces;
  }
}
