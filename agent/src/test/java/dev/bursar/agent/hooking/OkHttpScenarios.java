package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;

/** What must hold for OkHttp in each of its versions; {@link OkHttpTest} runs it. */
final class OkHttpScenarios {
  private static final MediaType JSON = MediaType.parse("application/json");

  private final ScriptedGovernor governor;
  private final TestServer server;
  private final OkHttpClient client = new OkHttpClient();

  OkHttpScenarios(ScriptedGovernor governor, TestServer server) {
    this.governor = governor;
    this.server = server;
  }

  @Scenario
  void passesOnce() throws Exception {
    server.answers(200, "hello");
    Request request = post("{}");

    try (Response response = client.newCall(request).execute()) {
      assertThat(response.body().string()).isEqualTo("hello");
      assertThat(response.request()).isSameAs(request);
    }

    assertThat(server.hits).hasSize(1);
    assertThat(server.hits.get(0).body()).isEqualTo("{}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("2");
    assertThat(server.hits.get(0).headers().getFirst("Content-Type"))
        .startsWith("application/json");
    assertThat(governor.requests).containsExactly("okhttp POST 127.0.0.1 /v1/chat true");
    assertThat(governor.bodies).containsExactly("{}");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
    assertThat(governor.seen()).isEqualTo("hello");
  }

  @Scenario
  void passesOnceAsync() throws Exception {
    server.answers(200, "hello");

    try (Response response = enqueue(client, post("{}"))) {
      assertThat(response.body().string()).isEqualTo("hello");
    }

    assertThat(server.hits).hasSize(1);
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Scenario
  void leavesAloneWhatIsNotOurs() throws Exception {
    server.answers(200, "hello").answers(200, "hello");
    Request request = new Request.Builder().url(server.url("/page")).build();
    OkHttpClient intercepted = client.newBuilder().addInterceptor(passing()).build();

    assertThat(text(client, request)).isEqualTo("hello");
    assertThat(text(intercepted, request)).isEqualTo("hello");
    assertThat(governor.requests).isEmpty();
  }

  @Scenario
  void neverShowsOurInterceptors() throws Exception {
    server.answers(200, "hello");
    List<Integer> sizes = new ArrayList<>();
    OkHttpClient intercepted =
        client
            .newBuilder()
            .addInterceptor(
                chain -> {
                  sizes.add(client.newBuilder().build().interceptors().size());
                  return chain.proceed(chain.request());
                })
            .build();

    text(intercepted, post("{}"));

    assertThat(sizes).containsExactly(0);
    assertThat(intercepted.interceptors()).hasSize(1);
    assertThat(intercepted.networkInterceptors()).isEmpty();
    assertThat(intercepted.newBuilder().interceptors()).hasSize(1);
  }

  @Scenario
  void seesWhatTheAppsInterceptorsMadeOfTheRequest() throws Exception {
    server.answers(200, "hello");
    OkHttpClient rewriting =
        client
            .newBuilder()
            .addInterceptor(
                chain ->
                    chain.proceed(chain.request().newBuilder().url(server.url("/v1/b")).build()))
            .build();

    text(rewriting, post("{}").newBuilder().url(server.url("/elsewhere")).build());

    assertThat(governor.requests).containsExactly("okhttp POST 127.0.0.1 /v1/b true");
  }

  @Scenario
  void governsEachRetryOfTheApp() throws Exception {
    server.answers(500, "no").answers(200, "hello");
    OkHttpClient retrying =
        client
            .newBuilder()
            .addInterceptor(
                chain -> {
                  chain.proceed(chain.request()).close();
                  return chain.proceed(chain.request());
                })
            .build();

    assertThat(text(retrying, post("{}"))).isEqualTo("hello");
    assertThat(governor.events)
        .containsExactly(
            "decide",
            "attempt",
            "response 500",
            "abort",
            "decide",
            "attempt",
            "response 200",
            "end");
  }

  @Scenario
  void followsReads() throws Exception {
    server.answers(200, "hello");

    assertThat(text(client, new Request.Builder().url(server.url("/read")).build()))
        .isEqualTo("hello");
    assertThat(governor.events).containsExactly("response 200", "end");
  }

  @Scenario
  void refusesByResponse() throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    List<Integer> seen = new ArrayList<>();
    OkHttpClient watching =
        client
            .newBuilder()
            .addInterceptor(
                chain -> {
                  Response response = chain.proceed(chain.request());
                  seen.add(response.code());
                  return response;
                })
            .build();

    try (Response response = watching.newCall(post("{}")).execute()) {
      assertRefusal(response);
    }
    try (Response response = enqueue(watching, post("{}"))) {
      assertRefusal(response);
    }
    assertThat(seen).containsExactly(402, 402);
    assertThat(server.hits).isEmpty();
  }

  /** Not a scenario of its own: makes no connection, so nothing outlives it. */
  void refusesHere() throws Exception {
    try (Response response = client.newCall(post("{}")).execute()) {
      assertRefusal(response);
    }
  }

  @Scenario
  void refusesByException() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));

    assertThatThrownBy(() -> client.newCall(post("{}")).execute())
        .isExactlyInstanceOf(BudgetExceededIOException.class)
        .hasMessage("account default has spent all");
    assertThatThrownBy(() -> enqueue(client, post("{}")))
        .isExactlyInstanceOf(BudgetExceededIOException.class);
    assertThat(server.hits).isEmpty();
  }

  @Scenario
  void sendsAnotherBody() throws Exception {
    governor.decision = Decision.replace("{\"clamped\":1}".getBytes(StandardCharsets.UTF_8), true);
    server.answers(200, "hello");
    Request request =
        post("{}")
            .newBuilder()
            .header("Accept-Encoding", "br")
            .header("Authorization", "Bearer x")
            .build();

    try (Response response = client.newCall(request).execute()) {
      assertThat(response.request()).isSameAs(request);
    }

    TestServer.Hit hit = server.hits.get(0);
    assertThat(hit.body()).isEqualTo("{\"clamped\":1}");
    assertThat(hit.headers().getFirst("Content-Length")).isEqualTo("13");
    assertThat(hit.headers().getFirst("Authorization")).isEqualTo("Bearer x");
    assertThat(hit.headers().getFirst("Accept-Encoding")).isEqualTo("gzip");
  }

  @Scenario
  void writesTheAppsBodyOnce() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    InputStream once = new ByteArrayInputStream("streamed".getBytes(StandardCharsets.UTF_8));
    RequestBody body =
        new RequestBody() {
          @Override
          public MediaType contentType() {
            return JSON;
          }

          @Override
          public boolean isOneShot() {
            return true;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            writes.incrementAndGet();
            sink.writeAll(Okio.source(once));
          }
        };
    server.answers(200, "hello");

    text(client, post(body));

    assertThat(writes).hasValue(1);
    assertThat(governor.bodies).containsExactly("streamed");
    assertThat(server.hits.get(0).body()).isEqualTo("streamed");
    assertThat(server.hits.get(0).headers().getFirst("Transfer-Encoding")).isEqualTo("chunked");
  }

  @Scenario
  void doesNotReadABodyThatIsTooLong() throws Exception {
    governor.max = 3;
    server.answers(200, "hello");

    text(client, post("four"));

    assertThat(governor.bodies).containsExactly("null");
    assertThat(server.hits.get(0).body()).isEqualTo("four");
  }

  @Scenario
  void showsTheAppWhatItsBodyThrew() {
    for (Exception own :
        List.of(new IOException("the app's own"), new IllegalStateException("the app's own"))) {
      governor.events.clear();
      RequestBody body =
          new RequestBody() {
            @Override
            public MediaType contentType() {
              return JSON;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
              if (own instanceof IOException checked) {
                throw checked;
              }
              throw (RuntimeException) own;
            }
          };

      assertThatThrownBy(() -> client.newCall(post(body)).execute()).isSameAs(own);
      assertThat(governor.events)
          .containsExactly("decide", "failed " + own.getClass().getSimpleName());
    }
    assertThat(server.hits).isEmpty();
  }

  @Scenario
  void teesEveryByte() throws Exception {
    String all = "data: {\"a\":1}\n\ndata: [DONE]\n\n";
    for (int size = 1; size < all.length(); size += 3) {
      governor.events.clear();
      governor.seen.reset();
      server.answers(200, split(all, size));

      assertThat(text(client, post("{}"))).isEqualTo(all);
      assertThat(governor.seen()).isEqualTo(all);
      assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
    }
  }

  @Scenario
  void teesLongBodies() throws Exception {
    String all = "0123456789abcdef".repeat(20_000);
    server.answers(200, all).answers(200, all, all);

    try (Response response = client.newCall(post("{}")).execute()) {
      assertThat(response.body().contentLength()).isEqualTo(all.length());
      assertThat(response.body().string()).isEqualTo(all);
    }
    assertThat(governor.seen()).isEqualTo(all);
    governor.seen.reset();
    assertThat(text(client, post("{}"))).isEqualTo(all + all);
    assertThat(governor.seen()).isEqualTo(all + all);
  }

  @Scenario
  void rewrites() throws Exception {
    governor.taps = governor.new HidingTap()::itself;
    server.answers(200, "#", "#a", "b#c", "###", "d#");

    try (Response response = client.newCall(post("{}")).execute()) {
      assertThat(response.body().contentLength()).isEqualTo(-1);
      assertThat(response.body().string()).isEqualTo("abcd");
    }
    assertThat(governor.seen()).isEqualTo("##ab#c###d#");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Scenario
  void endsABodyOfKnownLengthWithoutBeingAsked() throws Exception {
    server.answers(200, "hello");

    try (Response response = client.newCall(post("{}")).execute()) {
      assertThat(response.body().source().readUtf8(5)).isEqualTo("hello");
    }
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Scenario
  void endsAtOnceWithoutABody() throws Exception {
    server.answers(204);

    client.newCall(post("{}")).execute().close();

    assertThat(governor.events).containsExactly("decide", "attempt", "response 204", "end");
  }

  @Scenario
  void abortsOnEarlyClose() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> half = answerHalf(socket);
      try (Response response = client.newCall(post(socket.getLocalPort())).execute()) {
        assertThat(response.body().source().readByte()).isEqualTo((byte) 'h');
      }
      assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "abort");
      half.get().close();
    }
  }

  @Scenario
  void abortsOnReset() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> half = answerHalf(socket);
      Response response = client.newCall(post(socket.getLocalPort())).execute();
      half.get().setSoLinger(true, 0);
      half.get().close();

      assertThatThrownBy(() -> response.body().string()).isInstanceOf(IOException.class);
      assertThat(governor.events).hasSize(4).last().asString().startsWith("abort ");
    }
  }

  @Scenario
  void failsWhereNobodyListens() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThatThrownBy(() -> client.newCall(post(port)).execute())
        .isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> enqueue(client, post(port))).isInstanceOf(ConnectException.class);
    assertThat(governor.events)
        .containsExactly("decide", "failed ConnectException", "decide", "failed ConnectException");
  }

  @Scenario
  void countsEachSendingOfARedirect() throws Exception {
    server.answersWith(307, "Location", server.url("/v1/other")).answers(200, "hello");

    String text = text(client, post("{}"));

    if (server.hits.size() == 1) {
      // Before 4.6 a 307 of a post is not followed (okhttp #3111).
      assertThat(governor.events).startsWith("decide", "attempt", "response 307");
      return;
    }
    assertThat(text).isEqualTo("hello");
    assertThat(server.hits.get(1).body()).isEqualTo("{}");
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "answered 307", "attempt", "response 200", "end");
  }

  @Scenario
  void countsEachSendingOfALogin() throws Exception {
    server.answersWith(401, "WWW-Authenticate", "Basic").answers(200, "hello");
    OkHttpClient knowing =
        client
            .newBuilder()
            .authenticator(
                (route, response) ->
                    response.request().newBuilder().header("Authorization", "Basic x").build())
            .build();

    assertThat(text(knowing, post("{}"))).isEqualTo("hello");

    assertThat(server.hits).hasSize(2);
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "answered 401", "attempt", "response 200", "end");
  }

  @Scenario
  void refusesALaterSending() {
    governor.attemptsAllowed = 1;
    server.answersWith(401, "WWW-Authenticate", "Basic").answers(200, "hello");
    OkHttpClient knowing =
        client
            .newBuilder()
            .authenticator(
                (route, response) ->
                    response.request().newBuilder().header("Authorization", "Basic x").build())
            .build();

    assertThatThrownBy(() -> text(knowing, post("{}")))
        .isExactlyInstanceOf(BudgetExceededIOException.class);
    assertThat(server.hits).hasSize(1);
  }

  @Scenario
  void governsACallInsideACall() throws Exception {
    server.answers(200, "inner").answers(200, "outer");
    OkHttpClient nesting =
        client
            .newBuilder()
            .addInterceptor(
                chain -> {
                  text(client, post("inner"));
                  return chain.proceed(chain.request());
                })
            .build();

    assertThat(text(nesting, post("outer"))).isEqualTo("outer");
    assertThat(governor.bodies).containsExactly("inner", "outer");
  }

  @Scenario
  void sendsOnceWhateverFaultIsOurs() throws Exception {
    RuntimeException fault = new IllegalStateException("injected");
    for (String where : List.of("look", "open", "decide", "response", "tap", "hook")) {
      ScriptedGovernor broken = new ScriptedGovernor();
      Rig.govern(broken);
      switch (where) {
        case "look" -> broken.faultInLook = fault;
        case "open" -> broken.faultInOpen = fault;
        case "decide" -> broken.faultInDecide = fault;
        case "response" -> broken.faultInResponse = fault;
        case "tap" -> broken.taps = () -> new BrokenTap(fault);
        default -> {
          Gate.set(Gate.OKHTTP, new BrokenHook(fault));
          Rig.forget();
        }
      }
      long before = Gate.faults();
      int hits = server.hits.size();
      server.answers(200, "hello");

      assertThat(text(client, post("{}"))).as(where).isEqualTo("hello");
      assertThat(server.hits).as(where).hasSize(hits + 1);
      assertThat(server.hits.get(hits).body()).isEqualTo("{}");
      assertThat(Gate.faults()).as(where).isGreaterThan(before);
    }
  }

  private static Interceptor passing() {
    return chain -> chain.proceed(chain.request());
  }

  private static void assertRefusal(Response response) throws IOException {
    assertThat(response.code()).isEqualTo(402);
    assertThat(response.message()).isEqualTo("Payment Required");
    assertThat(response.header("X-Should-Retry")).isEqualTo("false");
    assertThat(response.body().contentType()).hasToString("application/json");
    assertThat(response.body().string()).isEqualTo("{\"error\":\"budget\"}");
  }

  private static String[] split(String all, int size) {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < all.length(); i += size) {
      pieces.add(all.substring(i, Math.min(all.length(), i + size)));
    }
    return pieces.toArray(new String[0]);
  }

  private static String text(OkHttpClient client, Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return response.body().string();
    }
  }

  private static Response enqueue(OkHttpClient client, Request request) throws Exception {
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

  private Request post(String body) {
    return post(RequestBody.create(JSON, body.getBytes(StandardCharsets.UTF_8)));
  }

  private Request post(RequestBody body) {
    return new Request.Builder().url(server.url("/v1/chat?x=1")).post(body).build();
  }

  private static Request post(int port) {
    return new Request.Builder()
        .url("http://127.0.0.1:" + port + "/v1/chat")
        .post(RequestBody.create(JSON, "{}".getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  /** Answers a request with the head and the first bytes of a longer body. */
  private static CompletableFuture<Socket> answerHalf(ServerSocket socket) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            Socket connection = socket.accept();
            InputStream in = connection.getInputStream();
            byte[] buffer = new byte[4096];
            StringBuilder text = new StringBuilder();
            while (!text.toString().endsWith("{}")) {
              text.append(new String(buffer, 0, in.read(buffer), StandardCharsets.US_ASCII));
            }
            connection
                .getOutputStream()
                .write(
                    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
                        .getBytes(StandardCharsets.US_ASCII));
            connection.getOutputStream().flush();
            return connection;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
