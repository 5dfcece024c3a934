package dev.bursar.interceptors.ktorcio;

import dev.bursar.interceptors.FollowedExchange;
import io.ktor.http.ContentType;
import io.ktor.http.Headers;
import io.ktor.http.HttpStatusCode;
import io.ktor.http.content.OutgoingContent;
import io.ktor.util.AttributeKey;

/**
 * A body that was read, whose sending an exchange is told of before its first byte leaves. On the
 * wire it looks like the app's own. The head has left by then, which nobody bills without the body
 * that it announces.
 */
final class KtorCioSentBytes extends OutgoingContent.ByteArrayContent {
  private final OutgoingContent app;
  private final byte[] bytes;
  private final Long length;
  private final FollowedExchange exchange;

  /**
   * @param app the app's body, which still says what it is
   * @param length the length to announce, or null for none: decides the framing
   * @param exchange is told of each sending; null for none
   */
  KtorCioSentBytes(OutgoingContent app, byte[] bytes, Long length, FollowedExchange exchange) {
    this.app = app;
    this.bytes = bytes;
    this.length = length;
    this.exchange = exchange;
  }

  @Override
  public byte[] bytes() {
    KtorCioCall.attempt(exchange);
    return bytes;
  }

  @Override
  public Long getContentLength() {
    return length;
  }

  @Override
  public ContentType getContentType() {
    return app.getContentType();
  }

  @Override
  public HttpStatusCode getStatus() {
    return app.getStatus();
  }

  @Override
  public Headers getHeaders() {
    return app.getHeaders();
  }

  @Override
  public <T> T getProperty(AttributeKey<T> key) {
    return app.getProperty(key);
  }
}
