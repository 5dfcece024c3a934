package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bursar.gate.BudgetExceededIOException;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.PasswordAuthentication;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Each sending, whether it is answered or not. */
class JdkHttpSendingTest extends JdkHttpFixture {
  @Test
  void failsWhereNobodyListens() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThatThrownBy(() -> client.send(post(port), BodyHandlers.ofString()))
        .isInstanceOf(ConnectException.class);
    assertThat(governor.events).containsExactly("decide", "failed ConnectException");
  }

  @Test
  void failsWhereNobodyListensAsync() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    CompletableFuture<HttpResponse<String>> future =
        client.sendAsync(post(port), BodyHandlers.ofString());

    assertThatThrownBy(future::get).hasCauseInstanceOf(ConnectException.class);
    await().until(() -> governor.events.size() == 2);
    assertThat(governor.events.get(1)).startsWith("failed");
  }

  @Test
  void failsOnCancel() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<HttpResponse<String>> future =
          client.sendAsync(post(socket.getLocalPort()), BodyHandlers.ofString());
      await().until(() -> governor.events.contains("attempt"));

      future.cancel(true);

      await().until(() -> governor.events.size() == 3);
      assertThat(governor.events.get(2)).startsWith("failed");
    }
  }

  @Test
  void countsEachSendingOfARedirect() throws Exception {
    HttpClient following =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
    server.answersWith(307, "Location", server.url("/v1/other")).answers(200, "hello");

    HttpResponse<String> response = following.send(post("{}"), BodyHandlers.ofString());

    assertThat(response.previousResponse()).isPresent();
    assertThat(server.hits).hasSize(2);
    assertThat(server.hits.get(1).body()).isEqualTo("{}");
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "answered 307", "attempt", "response 200", "end");
  }

  @Test
  void countsARedirectThatDropsTheBody() throws Exception {
    HttpClient following =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
    server.answersWith(303, "Location", server.url("/page")).answers(200, "hello");

    following.send(post("{}"), BodyHandlers.ofString());

    assertThat(governor.events)
        .containsExactly("decide", "attempt", "answered 303", "attempt", "response 200", "end");
  }

  @Test
  void countsEachSendingOfALogin() throws Exception {
    HttpClient knowing =
        HttpClient.newBuilder()
            .authenticator(
                new Authenticator() {
                  @Override
                  protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication("me", "secret".toCharArray());
                  }
                })
            .build();
    server.answersWith(401, "WWW-Authenticate", "Basic realm=\"x\"").answers(200, "hello");

    knowing.send(post("{}"), BodyHandlers.ofString());

    assertThat(server.hits).hasSize(2);
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "answered 401", "attempt", "response 200", "end");
  }

  @Test
  void refusesALaterSending() {
    HttpClient following =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
    governor.attemptsAllowed = 1;
    server.answersWith(307, "Location", server.url("/v1/other")).answers(200, "hello");

    assertThatThrownBy(() -> following.send(post("{}"), BodyHandlers.ofString()))
        .isExactlyInstanceOf(BudgetExceededIOException.class);
    assertThat(server.hits.stream().filter(hit -> !hit.body().isEmpty())).hasSize(1);
  }
}
