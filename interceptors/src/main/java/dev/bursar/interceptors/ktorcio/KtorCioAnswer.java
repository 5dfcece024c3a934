package dev.bursar.interceptors.ktorcio;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import io.ktor.client.request.HttpResponseData;
import io.ktor.http.Headers;
import io.ktor.http.HeadersBuilder;
import io.ktor.utils.io.ByteReadChannel;
import kotlin.Unit;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.Job;

/**
 * How the engine's answer gets to the app: with a body that a tap sees.
 *
 * <p>Threading: the coroutine's threads, one at a time.
 */
final class KtorCioAnswer {
  private static final String LENGTH = "Content-Length";

  private final FollowedExchange exchange;
  private final KtorCioChannels channels;
  private boolean answered;

  KtorCioAnswer(FollowedExchange exchange, KtorCioChannels channels) {
    this.exchange = exchange;
    this.channels = channels;
  }

  /**
   * What to give to the app.
   *
   * @return null for what the engine gave
   */
  HttpResponseData delivered(HttpResponseData response) {
    if (answered) {
      return null; // An adapter has got its body.
    }
    Headers headers = response.getHeaders();
    GuardedTap tap = tap(response.getStatusCode().getValue(), headers);
    if (tap == null) {
      return null;
    }
    try {
      if (!(response.getBody() instanceof ByteReadChannel)) {
        tap.abort(null);
        return null;
      }
      ByteReadChannel body = (ByteReadChannel) response.getBody();
      ByteReadChannel seen = seen(body, headers, tap, response.getCallContext());
      return seen == body
          ? null
          : new HttpResponseData(
              response.getStatusCode(),
              response.getRequestTime(),
              tap.rewrites() ? withoutLength(headers) : headers,
              response.getVersion(),
              seen,
              response.getCallContext());
    } catch (Throwable fault) {
      Gate.fault(fault);
      tap.abort(fault);
      return null;
    }
  }

  /**
   * What to give to an adapter of the app's, which makes something else of a body.
   *
   * @param status the response's
   */
  ByteReadChannel adapted(
      int status, Headers headers, ByteReadChannel body, CoroutineContext call) {
    GuardedTap tap = tap(status, headers);
    if (tap == null) {
      return body;
    }
    try {
      return seen(body, headers, tap, call);
    } catch (Throwable fault) {
      Gate.fault(fault);
      tap.abort(fault);
      return body;
    }
  }

  private GuardedTap tap(int status, Headers headers) {
    answered = true;
    return exchange.response(status, headers::get);
  }

  private ByteReadChannel seen(
      ByteReadChannel body, Headers headers, GuardedTap tap, CoroutineContext call) {
    long length = length(headers);
    if (length == 0 || body == ByteReadChannel.Companion.getEmpty()) {
      tap.end();
      return body;
    }
    ByteReadChannel seen = channels.tee(body, tap, length);
    Job job = call.get(Job.Key);
    if (job != null) {
      // Also where nobody is left to close it. Of a call that is over without a failure what has
      // come may still be read.
      job.invokeOnCompletion(
          cause -> {
            if (cause != null) {
              tap.abort(cause);
            }
            return Unit.INSTANCE;
          });
    }
    return seen;
  }

  /** As the head says; -1 where it does not. */
  private static long length(Headers headers) {
    String length = headers.get(LENGTH);
    try {
      return length == null ? -1 : Long.parseLong(length.trim());
    } catch (NumberFormatException unreadable) {
      return -1;
    }
  }

  /** Ktor compares the length with what has come. */
  private static Headers withoutLength(Headers headers) {
    HeadersBuilder changed = new HeadersBuilder(8);
    changed.appendAll(headers);
    changed.remove(LENGTH);
    return changed.build();
  }
}
