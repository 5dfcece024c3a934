package dev.bursar.programs;

import java.io.IOException;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

/** An app with Apache HttpClient 4 that is deployed, calls, and is dropped. */
public final class Apache4Deployed {
  private Apache4Deployed() {}

  /** Calls a model, and streams. */
  public static void call(String base) throws IOException {
    try (CloseableHttpClient client = HttpClients.createDefault()) {
      for (boolean stream : new boolean[] {false, true}) {
        HttpPost request = new HttpPost(base + "/chat/completions");
        request.setEntity(new StringEntity(ChatBody.hello(stream), ContentType.APPLICATION_JSON));
        try (CloseableHttpResponse response = client.execute(request)) {
          int status = response.getStatusLine().getStatusCode();
          if (status != 200 || EntityUtils.toString(response.getEntity()).isEmpty()) {
            throw new IOException("status " + status);
          }
        }
      }
    }
  }
}
