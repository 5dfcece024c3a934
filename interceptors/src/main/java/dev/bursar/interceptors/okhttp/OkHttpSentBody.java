package dev.bursar.interceptors.okhttp;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** A body that was read before it is sent. On the wire it looks like the app's own. */
final class OkHttpSentBody extends RequestBody {
  private final MediaType type;
  private final byte[] bytes;
  private final long length;
  private final boolean oneShot;

  /**
   * @param type the media type, or null
   * @param bytes what to write
   * @param length what the app's body says of its length, -1 for unknown: decides the framing
   * @param oneShot whether the app's body may be written once only: then OkHttp does not repeat it
   */
  OkHttpSentBody(MediaType type, byte[] bytes, long length, boolean oneShot) {
    this.type = type;
    this.bytes = bytes;
    this.length = length;
    this.oneShot = oneShot;
  }

  @Override
  public MediaType contentType() {
    return type;
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public boolean isOneShot() {
    return oneShot;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    sink.write(bytes);
  }
}
