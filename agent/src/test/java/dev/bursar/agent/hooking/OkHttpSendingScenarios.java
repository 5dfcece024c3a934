package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.BudgetExceededIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import okhttp3.OkHttpClient;

/** Each sending, whether it is answered or not; in every version. */
final class OkHttpSendingScenarios extends OkHttpFixture {
  OkHttpSendingScenarios(ScriptedGovernor governor, TestServer server) {
    super(governor, server);
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
}
