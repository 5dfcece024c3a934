package dev.bursar.interceptors.jetty9;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.ReasonPhrase;
import org.eclipse.jetty.client.HttpContentResponse;
import org.eclipse.jetty.client.HttpDestination;
import org.eclipse.jetty.client.HttpExchange;
import org.eclipse.jetty.client.HttpResponse;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;

/** Gives a refusal to those who listen for a response, as the client gives them one. */
final class Jetty9Refusal {
  private Jetty9Refusal() {}

  /** Ends an exchange that was not sent, on this thread. Whatever fails here, it must not leave. */
  static void tell(Refusal refusal, HttpDestination destination, HttpExchange exchange) {
    try {
      if (refusal.byException()) {
        exchange.getRequest().abort(refusal.toIOException());
      } else {
        answer(refusal, destination, exchange);
      }
    } catch (Throwable fault) {
      Gate.fault(fault);
      exchange.getRequest().abort(refusal.toIOException());
    }
  }

  private static void answer(Refusal refusal, HttpDestination destination, HttpExchange exchange) {
    HttpContentResponse answer = answer(refusal, exchange.getResponse());
    if (!exchange.responseComplete(null)) {
      return; // The app has aborted it, and was told.
    }
    exchange.requestComplete(null);
    exchange.terminateRequest();
    exchange.terminateResponse();
    destination
        .getResponseNotifier()
        .forwardSuccessComplete(
            exchange.getConversation().getResponseListeners(), exchange.getRequest(), answer);
  }

  private static HttpContentResponse answer(Refusal refusal, HttpResponse head) {
    head.version(HttpVersion.HTTP_1_1)
        .status(refusal.status())
        .reason(ReasonPhrase.of(refusal.status()));
    String[] headers = refusal.headers();
    for (int i = 0; i < headers.length; i += 2) {
      head.getHeaders().add(headers[i], headers[i + 1]);
    }
    byte[] body = refusal.body();
    head.getHeaders().put(HttpHeader.CONTENT_LENGTH, Integer.toString(body.length));
    return new HttpContentResponse(head, body, null, null);
  }
}
