package dev.bursar.interceptors.jetty12;

import org.eclipse.jetty.client.BytesRequestContent;

/**
 * A body that was read before it is sent, or another in its place. On the wire it looks like the
 * app's own.
 */
final class Jetty12SentBody extends BytesRequestContent {
  private final Jetty12ReadAhead ahead;
  private final long length;

  /**
   * @param ahead the app's body
   * @param bytes what to send: what was read of it, or something in its place
   */
  Jetty12SentBody(Jetty12ReadAhead ahead, byte[] bytes) {
    super(ahead.app().getContentType(), bytes);
    this.ahead = ahead;
    this.length = ahead.app().getLength() < 0 ? -1 : bytes.length;
  }

  /** The app's body. */
  Jetty12ReadAhead ahead() {
    return ahead;
  }

  /** {@inheritDoc} Unknown where the app's is: decides the framing. */
  @Override
  public long getLength() {
    return length;
  }

  /** {@inheritDoc} Where the app's can be sent again, so can this. */
  @Override
  public boolean rewind() {
    return ahead.app().rewind() && super.rewind();
  }

  /** {@inheritDoc} The app's body is told, as it would be. */
  @Override
  public void fail(Throwable failure) {
    ahead.app().fail(failure);
    super.fail(failure);
  }
}
