package dev.bursar.interceptors.ktorcio;

import dev.bursar.interceptors.WherePresent;
import io.ktor.client.request.HttpRequestData;
import io.ktor.client.request.ResponseAdapter;
import io.ktor.http.Headers;
import io.ktor.http.HttpStatusCode;
import io.ktor.http.content.OutgoingContent;
import io.ktor.utils.io.ByteReadChannel;
import kotlin.coroutines.CoroutineContext;

/**
 * Gives an adapter of the app's, which makes a session of events of a body, a body that is seen.
 */
@WherePresent("io.ktor.utils.io.ByteReadChannelOperationsKt")
final class Ktor3Adapter implements ResponseAdapter {
  private final HttpRequestData request;
  private final ResponseAdapter app;
  private final KtorCioAnswer answer;

  /**
   * @param request the app's, as its adapter knows it
   */
  Ktor3Adapter(HttpRequestData request, ResponseAdapter app, KtorCioAnswer answer) {
    this.request = request;
    this.app = app;
    this.answer = answer;
  }

  @Override
  public Object adapt(
      HttpRequestData sent,
      HttpStatusCode status,
      Headers headers,
      ByteReadChannel body,
      OutgoingContent sentBody,
      CoroutineContext call) {
    ByteReadChannel seen = answer.adapted(status.getValue(), headers, body, call);
    Object adapted = app.adapt(request, status, headers, seen, request.getBody(), call);
    return adapted == null ? seen : adapted;
  }
}
