package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** A client, a governor and a server, for each scenario. */
abstract class OkHttpFixture {
  static final MediaType JSON = MediaType.parse("application/json");

  final ScriptedGovernor governor;

  final TestServer server;

  final OkHttpClient client = new OkHttpClient();

  OkHttpFixture(ScriptedGovernor governor, TestServer server) {
    this.governor = governor;
    this.server = server;
  }

  static void assertRefusal(Response response) throws IOException {
    assertThat(response.code()).isEqualTo(402);
    assertThat(response.message()).isEqualTo("Payment Required");
    assertThat(response.header("X-Should-Retry")).isEqualTo("false");
    assertThat(response.body().contentType()).hasToString("application/json");
    assertThat(response.body().string()).isEqualTo("{\"error\":\"budget\"}");
  }

  static String text(OkHttpClient client, Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return response.body().string();
    }
  }

  static Response enqueue(OkHttpClient client, Request request) throws Exception {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    client
        .newCall(request)
        .enqueue(
            new Callback() {
              @Override
              public void onFailure(Call call, IOException e) {
                answer.completeExceptionally(e);
              }

              @Override
              public void onResponse(Call call, Response response) {
                answer.complete(response);
              }
            });
    try {
      return answer.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (IOException) e.getCause();
    }
  }

  Request post(String body) {
    return post(RequestBody.create(JSON, body.getBytes(StandardCharsets.UTF_8)));
  }

  Request post(RequestBody body) {
    return new Request.Builder().url(server.url("/v1/chat?x=1")).post(body).build();
  }

  static Request post(int port) {
    return new Request.Builder()
        .url("http://127.0.0.1:" + port + "/v1/chat")
        .post(RequestBody.create(JSON, "{}".getBytes(StandardCharsets.UTF_8)))
        .build();
  }
}
