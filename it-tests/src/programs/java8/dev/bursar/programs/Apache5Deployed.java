package dev.bursar.programs;

import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

/** An app with Apache HttpClient 5 that is deployed, calls, and is dropped. */
public final class Apache5Deployed {
  private Apache5Deployed() {}

  /** Calls a model, and streams. */
  public static void call(String base) throws IOException, ParseException {
    try (CloseableHttpClient client = HttpClients.createDefault()) {
      for (boolean stream : new boolean[] {false, true}) {
        HttpPost request = new HttpPost(base + "/chat/completions");
        request.setEntity(new StringEntity(ChatBody.hello(stream), ContentType.APPLICATION_JSON));
        try (CloseableHttpResponse response = client.execute(request)) {
          if (response.getCode() != 200 || EntityUtils.toString(response.getEntity()).isEmpty()) {
            throw new IOException("status " + response.getCode());
          }
        }
      }
    }
  }
}
