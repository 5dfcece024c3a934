package dev.bursar.programs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** An app with the JDK's own client that is deployed, calls, and is dropped. */
public final class JdkHttpDeployed {
  private JdkHttpDeployed() {}

  /** Calls a model, and streams. */
  public static void call(String base) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    for (boolean stream : new boolean[] {false, true}) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + "/chat/completions"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(ChatBody.hello(stream)))
              .build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200 || response.body().isEmpty()) {
        throw new IOException("status " + response.statusCode());
      }
    }
  }
}
