package dev.bursar.interceptors.jetty9;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import org.eclipse.jetty.client.api.ContentProvider;
import org.eclipse.jetty.util.Callback;

/**
 * A body that was read before it is sent, or another in its place. On the wire it looks like the
 * app's own.
 */
final class Jetty9SentBody implements ContentProvider.Typed, Callback {
  private final Jetty9ReadAhead ahead;
  private final byte[] bytes;

  /**
   * @param ahead the app's body
   * @param replaced what to send in its place; null for what was read of it
   */
  Jetty9SentBody(Jetty9ReadAhead ahead, byte[] replaced) {
    this.ahead = ahead;
    this.bytes = replaced == null ? ahead.bytes() : replaced;
  }

  /** The app's body. */
  Jetty9ReadAhead ahead() {
    return ahead;
  }

  /** {@inheritDoc} Unknown where the app's is: decides the framing. */
  @Override
  public long getLength() {
    return ahead.app().getLength() < 0 ? -1 : bytes.length;
  }

  @Override
  public boolean isReproducible() {
    return ahead.app().isReproducible();
  }

  @Override
  public String getContentType() {
    return ahead.app() instanceof ContentProvider.Typed
        ? ((ContentProvider.Typed) ahead.app()).getContentType()
        : null;
  }

  @Override
  public Iterator<ByteBuffer> iterator() {
    return bytes.length == 0
        ? Collections.<ByteBuffer>emptyIterator()
        : Collections.singleton(ByteBuffer.wrap(bytes)).iterator();
  }

  /** {@inheritDoc} The request was aborted: the app's body is told, as it would be. */
  @Override
  public void failed(Throwable cause) {
    if (ahead.app() instanceof Callback) {
      ((Callback) ahead.app()).failed(cause);
    }
  }
}
