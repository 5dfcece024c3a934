package dev.bursar.interceptors.jetty9;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.eclipse.jetty.client.AsyncContentProvider;
import org.eclipse.jetty.client.Synchronizable;
import org.eclipse.jetty.client.api.ContentProvider;
import org.eclipse.jetty.util.Callback;

/**
 * A body that was too long to be read ahead: what was read of it, and the rest as the app writes
 * it. It can be sent once.
 */
final class Jetty9RestBody implements AsyncContentProvider, ContentProvider.Typed, Callback {
  private final Jetty9ReadAhead ahead;
  private final Pieces pieces;

  Jetty9RestBody(Jetty9ReadAhead ahead, Iterator<ByteBuffer> rest, byte[] read) {
    this.ahead = ahead;
    this.pieces = new Pieces(rest, ByteBuffer.wrap(read));
  }

  @Override
  public void setListener(Listener listener) {
    ahead.tell(listener);
  }

  @Override
  public long getLength() {
    return ahead.app().getLength();
  }

  @Override
  public String getContentType() {
    return ahead.app() instanceof ContentProvider.Typed
        ? ((ContentProvider.Typed) ahead.app()).getContentType()
        : null;
  }

  @Override
  public Iterator<ByteBuffer> iterator() {
    return pieces;
  }

  @Override
  public void failed(Throwable cause) {
    if (ahead.app() instanceof Callback) {
      ((Callback) ahead.app()).failed(cause);
    }
  }

  /** Used as the client uses the app's own: under its lock, and told of each piece. */
  private static final class Pieces
      implements Iterator<ByteBuffer>, Callback, Closeable, Synchronizable {
    private final Iterator<ByteBuffer> rest;
    private ByteBuffer read;
    private boolean ofTheApp;

    Pieces(Iterator<ByteBuffer> rest, ByteBuffer read) {
      this.rest = rest;
      this.read = read;
    }

    @Override
    public Object getLock() {
      return rest instanceof Synchronizable ? ((Synchronizable) rest).getLock() : this;
    }

    @Override
    public boolean hasNext() {
      return read != null || rest.hasNext();
    }

    @Override
    public ByteBuffer next() {
      ByteBuffer first = read;
      read = null;
      ofTheApp = first == null;
      return ofTheApp ? rest.next() : first;
    }

    @Override
    public void succeeded() {
      if (ofTheApp && rest instanceof Callback) {
        ((Callback) rest).succeeded();
      }
    }

    @Override
    public void failed(Throwable cause) {
      if (rest instanceof Callback) {
        ((Callback) rest).failed(cause);
      }
    }

    @Override
    public void close() throws IOException {
      if (rest instanceof Closeable) {
        ((Closeable) rest).close();
      }
    }
  }
}
