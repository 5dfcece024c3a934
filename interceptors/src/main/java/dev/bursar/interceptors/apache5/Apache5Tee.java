package dev.bursar.interceptors.apache5;

import dev.bursar.interceptors.GuardedTap;
import dev.bursar.interceptors.TappedStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** A response's entity that shows a tap what the app reads of it. */
final class Apache5Tee extends HttpEntityWrapper {
  private final GuardedTap tap;
  private InputStream content;

  Apache5Tee(HttpEntity entity, GuardedTap tap) {
    super(entity);
    this.tap = tap;
  }

  @Override
  public long getContentLength() {
    return tap.rewrites() ? -1 : super.getContentLength();
  }

  @Override
  public InputStream getContent() throws IOException {
    if (content == null || isRepeatable()) {
      InputStream body = super.getContent();
      content = body == null ? null : new TappedStream(body, tap, super.getContentLength());
    }
    return content;
  }

  /**
   * {@inheritDoc}
   *
   * @param out null to read the body and drop it, as the client's own entities allow
   */
  @Override
  public void writeTo(OutputStream out) throws IOException {
    try (InputStream in = getContent()) {
      byte[] buffer = new byte[4096];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (out != null) {
          out.write(buffer, 0, n);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    // A body that was read to its end has told the tap so before.
    tap.abort(null);
    super.close();
  }
}
