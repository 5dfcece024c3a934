package dev.bursar.interceptors.apache4;

import dev.bursar.interceptors.GuardedTap;
import dev.bursar.interceptors.TappedStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.http.HttpEntity;
import org.apache.http.entity.HttpEntityWrapper;

/** A response's entity that shows a tap what the app reads of it. */
final class Apache4Tee extends HttpEntityWrapper {
  private final GuardedTap tap;
  private InputStream content;

  Apache4Tee(HttpEntity entity, GuardedTap tap) {
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

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try (InputStream in = getContent()) {
      byte[] buffer = new byte[4096];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  @Override
  @Deprecated
  @SuppressWarnings("deprecation") // Old apps call it.
  public void consumeContent() throws IOException {
    // A body that was read to its end has told the tap so before.
    tap.abort(null);
    super.consumeContent();
  }
}
