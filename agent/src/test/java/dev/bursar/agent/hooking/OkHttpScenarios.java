package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/** Which calls are governed, and how they are refused; in every version. */
final class OkHttpScenarios extends OkHttpFixture {
  OkHttpScenarios(ScriptedGovernor governor, TestServer server) {
    super(governor, server);
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
  void leavesWebSocketsAlone() throws Exception {
    server.answers(200, "no web socket");
    CompletableFuture<Throwable> failure = new CompletableFuture<>();

    client.newWebSocket(
        new Request.Builder().url(server.url("/read")).build(),
        new WebSocketListener() {
          @Override
          public void onFailure(WebSocket socket, Throwable thrown, Response response) {
            failure.complete(thrown);
          }
        });

    assertThat(failure.get(20, TimeUnit.SECONDS)).hasMessageContaining("101");
    assertThat(governor.requests).isEmpty();
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
}
