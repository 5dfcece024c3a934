package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Which calls are governed, and how they are refused. */
class JdkHttpTest extends JdkHttpFixture {
  @Test
  void passesOnce() throws Exception {
    server.answers(200, "hello");

    HttpResponse<String> response = client.send(post("{}"), BodyHandlers.ofString());

    assertThat(response.body()).isEqualTo("hello");
    assertThat(server.hits).hasSize(1);
    assertThat(server.hits.get(0).body()).isEqualTo("{}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("2");
    assertThat(governor.requests).containsExactly("java.net.http POST 127.0.0.1 /v1/chat true");
    assertThat(governor.bodies).containsExactly("{}");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
    assertThat(governor.seen()).isEqualTo("hello");
  }

  @Test
  void passesOnceAsync() throws Exception {
    server.answers(200, "hello");

    CompletableFuture<HttpResponse<String>> future =
        client.sendAsync(post("{}"), BodyHandlers.ofString());

    assertThat(future.get().body()).isEqualTo("hello");
    assertThat(future.getClass().getName()).startsWith("jdk.internal.net.http.");
    assertThat(server.hits).hasSize(1);
    assertThat(governor.requests).containsExactly("java.net.http POST 127.0.0.1 /v1/chat false");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void leavesAloneWhatIsNotOurs() throws Exception {
    server.answers(200, "hello");

    HttpRequest request = HttpRequest.newBuilder(URI.create(server.url("/page"))).build();

    assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("hello");
    assertThat(governor.requests).isEmpty();
  }

  @Test
  void leavesWebSocketsAlone() {
    server.answers(200, "no web socket");

    assertThatThrownBy(
            () ->
                client
                    .newWebSocketBuilder()
                    .buildAsync(
                        URI.create(server.url("/read").replace("http:", "ws:")),
                        new WebSocket.Listener() {})
                    .get())
        .hasCauseInstanceOf(WebSocketHandshakeException.class);
    assertThat(governor.requests).isEmpty();
  }

  /** Else each body would cost a task in the client's executor. */
  @Test
  void needsAnExecutorOnlyWhereTheAppsOwnHandlerDoes() throws Exception {
    server.answers(200, "hello");
    client.send(post("{}"), BodyHandlers.ofString()); // Loads what is hooked.
    Class<?> trusted = Class.forName("jdk.internal.net.http.ResponseSubscribers$TrustedSubscriber");
    Module http = trusted.getModule();
    Rig.INSTRUMENTATION.redefineModule(
        http,
        Set.of(),
        Map.of(),
        Map.of(trusted.getPackageName(), Set.of(getClass().getModule())),
        Set.of(),
        Map.of());
    Method needsExecutor = trusted.getMethod("needsExecutor", BodySubscriber.class);
    needsExecutor.setAccessible(true);
    BodySubscriber<String> jdks = BodySubscribers.ofString(StandardCharsets.UTF_8);
    BodySubscriber<Integer> apps = BodySubscribers.mapping(jdks, String::length);

    assertThat(needsExecutor.invoke(null, tee(jdks))).isEqualTo(false);
    assertThat(needsExecutor.invoke(null, tee(apps))).isEqualTo(needsExecutor.invoke(null, apps));
  }

  @Test
  void followsReads() throws Exception {
    server.answers(200, "hello");

    HttpRequest request = HttpRequest.newBuilder(URI.create(server.url("/read"))).build();

    assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("hello");
    assertThat(governor.events).containsExactly("response 200", "end");
  }

  @Test
  void refusesByResponse() throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));

    HttpResponse<String> response = client.send(post("{}"), BodyHandlers.ofString());

    assertRefusal(response);
    assertThat(response.body()).isEqualTo("{\"error\":\"budget\"}");
  }

  @Test
  void refusesByResponseAsync() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));

    CompletableFuture<HttpResponse<String>> future =
        client.sendAsync(post("{}"), BodyHandlers.ofString());

    assertThat(future).isCompleted();
    assertRefusal(future.join());
  }

  @Test
  void refusesByExceptionSync() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));

    assertThatThrownBy(() -> client.send(post("{}"), BodyHandlers.ofString()))
        .isExactlyInstanceOf(BudgetExceededIOException.class)
        .hasMessage("account default has spent all");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void refusesByExceptionAsync() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));

    CompletableFuture<HttpResponse<String>> future =
        client.sendAsync(post("{}"), BodyHandlers.ofString());

    assertThatThrownBy(future::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseExactlyInstanceOf(BudgetExceededIOException.class);
    assertThat(server.hits).isEmpty();
  }

  @Test
  void sendsOnceWhateverFailsOnOurSide() throws Exception {
    for (String where : List.of("look", "open", "decide", "response", "tap", "hook")) {
      ScriptedGovernor broken = new ScriptedGovernor();
      Rig.govern(broken);
      breakAt(where, broken);
      long before = Gate.faults();
      int hits = server.hits.size();
      server.answers(200, "hello");

      assertThat(client.send(post("{}"), BodyHandlers.ofString()).body())
          .as(where)
          .isEqualTo("hello");
      assertThat(server.hits)
          .as(where)
          .hasSize(hits + 1)
          .last()
          .matches(h -> h.body().equals("{}"));
      assertThat(Gate.faults()).as(where).isGreaterThan(before);
    }
    faults = Gate.faults();
  }

  @Test
  void chargesACallThatAFaultHides() throws Exception {
    governor.faultInDecide = new IllegalStateException("injected");
    server.answers(200, "hello");

    client.send(post("{}"), BodyHandlers.ofString());

    assertThat(governor.events)
        .containsExactly("decide", "attempt", "failed IllegalStateException");
    faults = Gate.faults();
  }

  private void breakAt(String where, ScriptedGovernor broken) {
    RuntimeException fault = new IllegalStateException("injected in " + where);
    switch (where) {
      case "look" -> broken.faultInLook = fault;
      case "open" -> broken.faultInOpen = fault;
      case "decide" -> broken.faultInDecide = fault;
      case "response" -> broken.faultInResponse = fault;
      case "tap" -> broken.taps = () -> new BrokenTap(fault);
      default -> Gate.set(Gate.JAVA_NET_HTTP, new BrokenHook(fault));
    }
    if (!where.equals("hook")) {
      return;
    }
    // The next govern() installs the good one again.
    Rig.forget();
  }

  private void assertRefusal(HttpResponse<?> response) {
    assertThat(response.statusCode()).isEqualTo(402);
    assertThat(response.headers().firstValue("X-Should-Retry")).hasValue("false");
    assertThat(server.hits).isEmpty();
    assertThat(governor.events).containsExactly("decide");
  }

  private static Object tee(BodySubscriber<?> app) throws ReflectiveOperationException {
    Constructor<?> constructor =
        Class.forName("dev.bursar.interceptors.jdkhttp.JdkHttpTee").getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    return constructor.newInstance(app, null, null);
  }
}
