package dev.bursar.interceptors.ktorcio;

import dev.bursar.interceptors.FollowedExchange;
import io.ktor.http.ContentType;
import io.ktor.http.Headers;
import io.ktor.http.HttpStatusCode;
import io.ktor.http.content.OutgoingContent;
import io.ktor.util.AttributeKey;
import io.ktor.utils.io.ByteReadChannel;
import io.ktor.utils.io.ByteWriteChannel;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.jvm.internal.ContinuationImpl;

/**
 * A body too long to be read ahead: what was read of it all the same, and then the rest as it
 * comes. An exchange is told of the sending before the first byte.
 */
final class KtorCioSentRest extends OutgoingContent.WriteChannelContent {
  private final OutgoingContent app;
  private final KtorCioChannels channels;
  private final KtorCioReadAhead ahead;
  private final FollowedExchange exchange;

  /**
   * @param app the app's body, which still says what it is
   * @param ahead what was read of it; null for nothing
   * @param exchange is told of each sending; null for none
   */
  KtorCioSentRest(
      OutgoingContent app,
      KtorCioChannels channels,
      KtorCioReadAhead ahead,
      FollowedExchange exchange) {
    this.app = app;
    this.channels = channels;
    this.ahead = ahead;
    this.exchange = exchange;
  }

  @Override
  public Object writeTo(ByteWriteChannel to, Continuation<? super Unit> next) {
    KtorCioCall.attempt(exchange);
    if (ahead == null && app instanceof OutgoingContent.WriteChannelContent) {
      return ((OutgoingContent.WriteChannelContent) app).writeTo(to, next);
    }
    ByteReadChannel rest = ahead == null ? channels.open(app, next.getContext()) : ahead.rest();
    byte[] first = ahead == null ? new byte[0] : ahead.bytes();
    return new Copying(channels, first, rest, to, KtorCioSentRest.<Object>cast(next))
        .invokeSuspend(Unit.INSTANCE);
  }

  @SuppressWarnings("unchecked")
  private static <T> Continuation<T> cast(Object continuation) {
    return (Continuation<T>) continuation;
  }

  @Override
  public Long getContentLength() {
    return app.getContentLength();
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

  /** Writes bytes, and then what a channel has. */
  private static final class Copying extends ContinuationImpl {
    private static final int CHUNK = 8192;

    private final KtorCioChannels channels;
    private final ByteReadChannel from;
    private final ByteWriteChannel to;
    private final byte[] chunk = new byte[CHUNK];
    private byte[] first;
    private boolean reading;

    Copying(
        KtorCioChannels channels,
        byte[] first,
        ByteReadChannel from,
        ByteWriteChannel to,
        Continuation<Object> next) {
      super(next);
      this.channels = channels;
      this.first = first;
      this.from = from;
      this.to = to;
    }

    @Override
    protected Object invokeSuspend(Object result) {
      try {
        ResultKt.throwOnFailure(result);
        return copy(result);
      } catch (Throwable thrown) {
        channels.cancel(from, thrown);
        throw thrown;
      }
    }

    private Object copy(Object result) {
      Object got = result;
      while (true) {
        if (first != null) {
          byte[] bytes = first;
          first = null;
          got = channels.write(to, bytes, bytes.length, this);
        } else if (reading) {
          int n = (Integer) got;
          if (n < 0) {
            KtorCioCall.rethrow(from.getClosedCause());
            return Unit.INSTANCE;
          }
          reading = false;
          got = channels.write(to, chunk, n, this);
        } else {
          reading = true;
          got = channels.read(from, chunk, this);
        }
        if (got == KtorCioCall.SUSPENDED) {
          return got;
        }
      }
    }
  }
}
