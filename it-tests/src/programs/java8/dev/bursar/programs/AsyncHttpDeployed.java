package dev.bursar.programs;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.Response;

/** An app with async-http-client on Netty that is deployed, calls, and is dropped. */
public final class AsyncHttpDeployed {
  private AsyncHttpDeployed() {}

  /**
   * Calls a model, and streams; on a thread of its own, since Netty keeps what it knows of a thread
   * as long as that lives.
   */
  public static void call(String base) throws Exception {
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                callHere(base);
              } catch (IOException | ExecutionException | InterruptedException e) {
                thrown[0] = e;
              }
            });
    thread.start();
    thread.join();
    if (thrown[0] != null) {
      throw new IOException(thrown[0]);
    }
  }

  private static void callHere(String base)
      throws IOException, ExecutionException, InterruptedException {
    try (AsyncHttpClient client =
        Dsl.asyncHttpClient(
            Dsl.config().setShutdownQuietPeriod(0).setShutdownTimeout(1000).setIoThreadsCount(1))) {
      for (boolean stream : new boolean[] {false, true}) {
        Response response =
            client
                .preparePost(base + "/chat/completions")
                .setHeader("Content-Type", "application/json")
                .setBody(ChatBody.hello(stream))
                .execute()
                .get();
        if (response.getStatusCode() != 200 || response.getResponseBody().isEmpty()) {
          throw new IOException("status " + response.getStatusCode());
        }
      }
    }
  }
}
