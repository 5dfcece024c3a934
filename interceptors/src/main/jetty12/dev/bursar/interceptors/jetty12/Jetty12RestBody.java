package dev.bursar.interceptors.jetty12;

import java.nio.ByteBuffer;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.io.Content;

/**
 * A body that was too long to be read ahead: what was read of it, and the rest as the app writes
 * it. It can be sent once.
 */
final class Jetty12RestBody implements Request.Content {
  private final Request.Content app;
  private volatile byte[] read;

  /**
   * @param app the app's body
   * @param read what was read of it
   */
  Jetty12RestBody(Request.Content app, byte[] read) {
    this.app = app;
    this.read = read;
  }

  @Override
  public String getContentType() {
    return app.getContentType();
  }

  @Override
  public long getLength() {
    return app.getLength();
  }

  @Override
  public Content.Chunk read() {
    byte[] first = read;
    read = null;
    return first == null ? app.read() : Content.Chunk.from(ByteBuffer.wrap(first), false);
  }

  @Override
  public void demand(Runnable whenThereIsMore) {
    if (read == null) {
      app.demand(whenThereIsMore);
    } else {
      whenThereIsMore.run();
    }
  }

  @Override
  public void fail(Throwable failure) {
    app.fail(failure);
  }
}
