package dev.bursar.interceptors.jetty9;

import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.client.HttpExchange;
import org.eclipse.jetty.client.HttpResponse;
import org.eclipse.jetty.client.ResponseNotifier;
import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Callback;

/**
 * Shows a tap the body of a response as it arrives, before it is decoded. Nothing is kept, and
 * nothing is read that the app has not asked for.
 *
 * <p>Threading: the client's threads, one at a time; {@link #abort} may come at any time.
 */
final class Jetty9Tee {
  private final HttpExchange exchange;
  private final GuardedTap tap;

  private Jetty9Tee(HttpExchange exchange, GuardedTap tap) {
    this.exchange = exchange;
    this.tap = tap;
  }

  /** For a response whose head has arrived; null where nothing needs to see the rest. */
  static Jetty9Tee of(FollowedExchange followed, HttpExchange exchange) {
    HttpResponse response = exchange.getResponse();
    GuardedTap tap =
        followed.response(response.getStatus(), name -> response.getHeaders().get(name));
    if (tap != null && tap.rewrites()) {
      response.getHeaders().remove(HttpHeader.CONTENT_LENGTH);
    }
    return tap == null ? null : new Jetty9Tee(exchange, tap);
  }

  /**
   * A piece of the body has arrived.
   *
   * @return what to hand on in its place, perhaps nothing; null for the piece itself
   */
  ByteBuffer piece(ByteBuffer arrived) {
    ByteBuffer shown = tap.data(arrived);
    return tap.rewrites() ? shown : null;
  }

  /** The body is complete. What was held back of it reaches those who listen now. */
  void end() {
    ByteBuffer rest = tap.end();
    if (!rest.hasRemaining()) {
      return;
    }
    List<Response.DemandedContentListener> listeners = new ArrayList<>();
    for (Response.ResponseListener listener : exchange.getConversation().getResponseListeners()) {
      if (listener instanceof Response.DemandedContentListener) {
        listeners.add((Response.DemandedContentListener) listener);
      }
    }
    new ResponseNotifier()
        .notifyContent(
            exchange.getResponse(), (listener, more) -> {}, rest, Callback.NOOP, listeners);
  }

  /** The body will not come to its end. */
  void abort(Throwable cause) {
    tap.abort(cause);
  }
}
