package dev.bursar.interceptors.apache4;

import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.ReasonPhrase;
import org.apache.http.HttpResponse;
import org.apache.http.HttpVersion;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.message.BasicHttpResponse;

/** A refusal as the client's apps know an answer. It holds no connection. */
final class Apache4Refusal extends BasicHttpResponse implements CloseableHttpResponse {
  private Apache4Refusal(int status) {
    super(HttpVersion.HTTP_1_1, status, ReasonPhrase.of(status));
  }

  static HttpResponse response(Refusal refusal) {
    HttpResponse response = new Apache4Refusal(refusal.status());
    ByteArrayEntity entity = new ByteArrayEntity(refusal.body());
    String[] headers = refusal.headers();
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
      if (headers[i].equalsIgnoreCase("Content-Type")) {
        entity.setContentType(headers[i + 1]);
      }
    }
    response.setEntity(entity);
    return response;
  }

  @Override
  public void close() {}
}
