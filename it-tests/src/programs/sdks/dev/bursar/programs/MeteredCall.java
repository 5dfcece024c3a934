package dev.bursar.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * A call that the provider's meter sees, from within one of an SDK whose format it does not know.
 */
final class MeteredCall {
  private MeteredCall() {}

  /** Makes it, and says how it was answered. */
  static int make(Order order) throws IOException {
    HttpURLConnection call =
        (HttpURLConnection)
            URI.create(order.get("base") + "/chat/completions").toURL().openConnection();
    call.setRequestMethod("POST");
    call.setDoOutput(true);
    call.setRequestProperty("Content-Type", "application/json");
    call.getOutputStream().write(ChatBody.of(order));
    int status = call.getResponseCode();
    try (InputStream body = status < 400 ? call.getInputStream() : call.getErrorStream()) {
      while (body != null && body.read() >= 0) {
        // To its end, where its usage is.
      }
    }
    return status;
  }
}
