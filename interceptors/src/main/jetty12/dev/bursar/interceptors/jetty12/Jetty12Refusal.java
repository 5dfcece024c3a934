package dev.bursar.interceptors.jetty12;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.ReasonPhrase;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.internal.HttpContentResponse;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.HttpResponse;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;

/** Gives a refusal to those who listen for a response, as the client gives them one. */
final class Jetty12Refusal {
  private Jetty12Refusal() {}

  /** Ends an exchange that was not sent, on this thread. Whatever fails here, it must not leave. */
  static void tell(Refusal refusal, HttpExchange exchange) {
    try {
      if (refusal.byException()) {
        abort(refusal, exchange);
      } else {
        answer(refusal, exchange);
      }
    } catch (Throwable fault) {
      Gate.fault(fault);
      abort(refusal, exchange);
    }
  }

  private static void abort(Refusal refusal, HttpExchange exchange) {
    CompletableFuture<Boolean> unused = exchange.getRequest().abort(refusal.toIOException());
  }

  private static void answer(Refusal refusal, HttpExchange exchange) {
    HttpContentResponse answer = answer(refusal, exchange.getResponse());
    if (!exchange.responseComplete(null)) {
      return; // The app has aborted it, and was told.
    }
    exchange.requestComplete(null);
    exchange.terminateRequest();
    exchange.terminateResponse();
    exchange
        .getConversation()
        .getResponseListeners()
        .emitSuccessComplete(new Result(exchange.getRequest(), answer));
  }

  private static HttpContentResponse answer(Refusal refusal, HttpResponse head) {
    head.version(HttpVersion.HTTP_1_1)
        .status(refusal.status())
        .reason(ReasonPhrase.of(refusal.status()));
    String[] headers = refusal.headers();
    for (int i = 0; i < headers.length; i += 2) {
      head.addHeader(new HttpField(headers[i], headers[i + 1]));
    }
    byte[] body = refusal.body();
    head.addHeader(new HttpField(HttpHeader.CONTENT_LENGTH, Integer.toString(body.length)));
    return new HttpContentResponse(head, body, null, null);
  }
}
