package dev.bursar.interceptors.apache5;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** An entity that was read before it is sent. On the wire it looks like the app's own. */
final class Apache5SentEntity extends HttpEntityWrapper {
  private final byte[] bytes;
  private final long length;
  private final Throwable failure;

  /**
   * @param app the app's entity, which still says what it is
   * @param bytes what to send
   * @param length the length to announce, or -1 for none: decides the framing
   * @param failure what the app's entity threw after these bytes, for the client to meet; or null
   */
  Apache5SentEntity(HttpEntity app, byte[] bytes, long length, Throwable failure) {
    super(app);
    this.bytes = bytes;
    this.length = length;
    this.failure = failure;
  }

  @Override
  public long getContentLength() {
    return length;
  }

  @Override
  public InputStream getContent() throws IOException {
    rethrowFailure();
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
    rethrowFailure();
  }

  private void rethrowFailure() throws IOException {
    if (failure != null) {
      Apache5SentEntity.<IOException>rethrow(failure);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
