package dev.bursar.programs;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** An app with OkHttp that is deployed, calls, and is dropped. */
public final class OkHttpDeployed {
  private OkHttpDeployed() {}

  /** Calls a model, and streams; without time limits, whose watchdog would outlive the app. */
  public static void call(String base) throws IOException {
    OkHttpClient client =
        new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(1, 1, TimeUnit.MINUTES))
            .connectTimeout(0, TimeUnit.SECONDS)
            .readTimeout(0, TimeUnit.SECONDS)
            .writeTimeout(0, TimeUnit.SECONDS)
            .build();
    for (boolean stream : new boolean[] {false, true}) {
      Request request =
          new Request.Builder()
              .url(base + "/chat/completions")
              .post(RequestBody.create(MediaType.parse("application/json"), ChatBody.hello(stream)))
              .build();
      try (Response response = client.newCall(request).execute()) {
        if (response.code() != 200 || response.body().string().isEmpty()) {
          throw new IOException("status " + response.code());
        }
      }
    }
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
