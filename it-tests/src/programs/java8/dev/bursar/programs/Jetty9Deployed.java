package dev.bursar.programs;

import java.io.IOException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.api.ContentResponse;
import org.eclipse.jetty.client.util.StringContentProvider;

/** An app with Jetty's client that is deployed, calls, and is dropped. */
public final class Jetty9Deployed {
  private Jetty9Deployed() {}

  /** Calls a model, and streams. */
  public static void call(String base) throws Exception {
    HttpClient client = new HttpClient();
    client.start();
    try {
      for (boolean stream : new boolean[] {false, true}) {
        ContentResponse response =
            client
                .POST(base + "/chat/completions")
                .content(new StringContentProvider(ChatBody.hello(stream)), "application/json")
                .send();
        if (response.getStatus() != 200 || response.getContentAsString().isEmpty()) {
          throw new IOException("status " + response.getStatus());
        }
      }
    } finally {
      client.stop();
    }
  }
}
