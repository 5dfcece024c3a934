package dev.bursar.interceptors.apache5;

import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.ReasonPhrase;
import java.lang.reflect.Method;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** A refusal as the client's apps know an answer. It holds no connection. */
final class Apache5Refusal {
  private Apache5Refusal() {}

  static ClassicHttpResponse response(Refusal refusal) {
    ClassicHttpResponse response =
        new BasicClassicHttpResponse(refusal.status(), ReasonPhrase.of(refusal.status()));
    response.setVersion(HttpVersion.HTTP_1_1);
    String[] headers = refusal.headers();
    ContentType type = null;
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
      if (headers[i].equalsIgnoreCase("Content-Type")) {
        type = ContentType.parse(headers[i + 1]);
      }
    }
    response.setEntity(new ByteArrayEntity(refusal.body(), type));
    return response;
  }

  /** The same, in the type that clients without a chain return: it is made by the client alone. */
  static ClassicHttpResponse closeable(ClassicHttpResponse response)
      throws ReflectiveOperationException {
    Method adapt =
        CloseableHttpResponse.class.getDeclaredMethod("adapt", ClassicHttpResponse.class);
    adapt.setAccessible(true);
    return (ClassicHttpResponse) adapt.invoke(null, response);
  }
}
