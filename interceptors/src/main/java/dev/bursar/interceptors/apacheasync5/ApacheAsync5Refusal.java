package dev.bursar.interceptors.apacheasync5;

import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.ReasonPhrase;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;

/** Gives a refusal to the client's chain as it knows an answer. */
final class ApacheAsync5Refusal {
  private ApacheAsync5Refusal() {}

  /** Tells the chain, and with it the app. What the app's own code throws is its to see. */
  static void tell(Refusal refusal, AsyncExecCallback callback) {
    if (refusal.byException()) {
      callback.failed(refusal.toIOException());
      return;
    }
    try {
      answer(refusal, callback);
    } catch (HttpException | IOException | RuntimeException failed) {
      callback.failed(failed);
      return;
    }
    callback.completed();
  }

  private static void answer(Refusal refusal, AsyncExecCallback callback)
      throws HttpException, IOException {
    HttpResponse response =
        new BasicHttpResponse(refusal.status(), ReasonPhrase.of(refusal.status()));
    response.setVersion(HttpVersion.HTTP_1_1);
    ContentType type = null;
    String[] headers = refusal.headers();
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
      if (headers[i].equalsIgnoreCase("Content-Type")) {
        type = ContentType.parse(headers[i + 1]);
      }
    }
    byte[] body = refusal.body();
    EntityDetails details = new BasicEntityDetails(body.length, type);
    AsyncDataConsumer consumer = callback.handleResponse(response, details);
    if (consumer != null) {
      consumer.consume(ByteBuffer.wrap(body));
      consumer.streamEnd(null);
    }
  }
}
