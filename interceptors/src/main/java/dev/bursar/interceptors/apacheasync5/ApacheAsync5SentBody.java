package dev.bursar.interceptors.apacheasync5;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.interceptors.FollowedExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;

/**
 * A body whose sending an exchange is told of, before its first byte leaves; mostly one that was
 * read before. On the wire it looks like the app's own. In HTTP/1.1 the head has left by then,
 * which nobody bills without the body that it announces.
 */
final class ApacheAsync5SentBody implements AsyncEntityProducer {
  private final AsyncEntityProducer app;
  private final ByteBuffer bytes;
  private final long length;
  private final List<? extends Header> trailers;
  private final FollowedExchange exchange;
  private boolean begun;

  /**
   * @param app the app's body, which still says what it is
   * @param bytes what to send; null for what the app's body writes
   * @param length the length to announce, or -1 for none: decides the framing
   * @param trailers what to send after it, or null
   * @param exchange is told of the sending; null for none
   */
  ApacheAsync5SentBody(
      AsyncEntityProducer app,
      byte[] bytes,
      long length,
      List<? extends Header> trailers,
      FollowedExchange exchange) {
    this.app = app;
    this.bytes = bytes == null ? null : ByteBuffer.wrap(bytes);
    this.length = length;
    this.trailers = trailers;
    this.exchange = exchange;
  }

  @Override
  public int available() {
    return bytes == null ? app.available() : bytes.remaining();
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    begin();
    if (bytes == null) {
      app.produce(channel);
      return;
    }
    if (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    if (!bytes.hasRemaining()) {
      end(channel);
    }
  }

  private void begin() throws BudgetExceededIOException {
    if (!begun) {
      begun = true;
      if (exchange != null) {
        exchange.attempt();
      }
    }
  }

  private void end(DataStreamChannel channel) throws IOException {
    if (trailers == null) {
      channel.endStream();
    } else {
      channel.endStream(trailers);
    }
  }

  @Override
  public boolean isRepeatable() {
    return app.isRepeatable();
  }

  @Override
  public long getContentLength() {
    return length;
  }

  @Override
  public String getContentType() {
    return app.getContentType();
  }

  @Override
  public String getContentEncoding() {
    return app.getContentEncoding();
  }

  @Override
  public boolean isChunked() {
    return app.isChunked();
  }

  @Override
  public Set<String> getTrailerNames() {
    return app.getTrailerNames();
  }

  @Override
  public void failed(Exception cause) {
    app.failed(cause);
  }

  @Override
  public void releaseResources() {
    app.releaseResources();
  }
}
