package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.bursar.gate.Decision;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is sent: the app's body, read once, or another. */
class JdkHttpBodyTest extends JdkHttpFixture {
  @Test
  void sendsAnotherBody() throws Exception {
    governor.decision = Decision.replace("{\"clamped\":1}".getBytes(StandardCharsets.UTF_8), true);
    server.answers(200, "hello");

    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url("/v1/chat")))
            .header("Accept-Encoding", "gzip")
            .header("Authorization", "Bearer x")
            .timeout(Duration.ofSeconds(20))
            .POST(BodyPublishers.ofString("{}"))
            .build();
    client.send(request, BodyHandlers.ofString());

    TestServer.Hit hit = server.hits.get(0);
    assertThat(hit.body()).isEqualTo("{\"clamped\":1}");
    assertThat(hit.headers().getFirst("Content-Length")).isEqualTo("13");
    assertThat(hit.headers().getFirst("Authorization")).isEqualTo("Bearer x");
    assertThat(hit.headers()).doesNotContainKey("Accept-Encoding");
  }

  @Test
  void readsTheAppsBodyOnce() throws Exception {
    AtomicInteger reads = new AtomicInteger();
    BodyPublisher body =
        BodyPublishers.ofInputStream(
            () -> {
              reads.incrementAndGet();
              return new ByteArrayInputStream("streamed".getBytes(StandardCharsets.UTF_8));
            });
    server.answers(200, "hello");

    client.send(post(body), BodyHandlers.ofString());

    assertThat(reads).hasValue(1);
    assertThat(governor.bodies).containsExactly("streamed");
    assertThat(server.hits.get(0).body()).isEqualTo("streamed");
    assertThat(server.hits.get(0).headers().getFirst("Transfer-encoding")).isEqualTo("chunked");
  }

  @Test
  void doesNotReadABodyThatSaysItIsTooLong() throws Exception {
    governor.max = 3;
    server.answers(200, "hello");

    client.send(post("four"), BodyHandlers.ofString());

    assertThat(governor.bodies).containsExactly("null");
    assertThat(server.hits.get(0).body()).isEqualTo("four");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void handsOverABodyThatTurnsOutTooLong() throws Exception {
    governor.max = 30_000;
    String text = "0123456789".repeat(10_000);
    server.answers(200, "hello");

    BodyPublisher body =
        BodyPublishers.ofInputStream(
            () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    client.send(post(body), BodyHandlers.ofString());

    assertThat(governor.bodies).containsExactly("null");
    assertThat(server.hits.get(0).body()).isEqualTo(text);
  }

  @Test
  void waitsForALateBodyWhereTheCallWaitsAnyway() throws Exception {
    server.answers(200, "hello");
    SubmissionPublisher<ByteBuffer> late = new SubmissionPublisher<>();
    BodyPublisher body = BodyPublishers.fromPublisher(late);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              await().until(late::hasSubscribers);
              submit(late, "one", "two");
            });

    client.send(post(body), BodyHandlers.ofString());

    writer.join();
    assertThat(governor.bodies).containsExactly("onetwo");
    assertThat(server.hits.get(0).body()).isEqualTo("onetwo");
  }

  @Test
  void decidesAnAsynchronousCallWhenItsLateBodyIsThere() {
    server.answers(200, "hello");
    SubmissionPublisher<ByteBuffer> late = new SubmissionPublisher<>();

    CompletableFuture<HttpResponse<String>> future =
        client.sendAsync(post(BodyPublishers.fromPublisher(late)), BodyHandlers.ofString());
    assertThat(governor.events).isEmpty();
    assertThat(server.hits).isEmpty();
    submit(late, "one", "two", "three");

    assertThat(future.join().body()).isEqualTo("hello");
    assertThat(governor.bodies).containsExactly("onetwothree");
    assertThat(server.hits.get(0).body()).isEqualTo("onetwothree");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void sendsALateBodyOnlyOnceItMay() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    SubmissionPublisher<ByteBuffer> late = new SubmissionPublisher<>();

    CompletableFuture<HttpResponse<String>> future =
        client.sendAsync(post(BodyPublishers.fromPublisher(late)), BodyHandlers.ofString());
    submit(late, "one", "two");

    assertThat(future.join().statusCode()).isEqualTo(402);
    assertThat(governor.bodies).containsExactly("onetwo");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void replacesALateBody() {
    governor.decision = Decision.replace("other".getBytes(StandardCharsets.UTF_8), false);
    server.answers(200, "hello");
    SubmissionPublisher<ByteBuffer> late = new SubmissionPublisher<>();

    CompletableFuture<HttpResponse<String>> future =
        client.sendAsync(post(BodyPublishers.fromPublisher(late)), BodyHandlers.ofString());
    submit(late, "one", "two");

    assertThat(future.join().body()).isEqualTo("hello");
    assertThat(server.hits.get(0).body()).isEqualTo("other");
  }

  /** The request's own time goes on while its body is awaited. */
  @Test
  void decidesWithoutABodyThatDoesNotComeInTime() {
    SubmissionPublisher<ByteBuffer> never = new SubmissionPublisher<>();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url("/v1/chat")))
            .timeout(Duration.ofMillis(50))
            .POST(BodyPublishers.fromPublisher(never))
            .build();

    CompletableFuture<HttpResponse<String>> future =
        client.sendAsync(request, BodyHandlers.ofString());

    assertThat(catchThrowable(future::join)).hasCauseInstanceOf(HttpTimeoutException.class);
    assertThat(governor.bodies).containsExactly("null");
  }

  @Test
  void asksForNoMoreOfALateBodyOnceTheCallIsCancelled() {
    SubmissionPublisher<ByteBuffer> late = new SubmissionPublisher<>();
    CompletableFuture<HttpResponse<String>> future =
        client.sendAsync(post(BodyPublishers.fromPublisher(late)), BodyHandlers.ofString());
    await().until(late::hasSubscribers);

    assertThat(future.cancel(true)).isTrue();

    await().until(() -> !late.hasSubscribers());
    assertThat(governor.events).isEmpty();
    assertThat(server.hits).isEmpty();
  }

  @Test
  void leavesAFailingBodyToTheClient() {
    BodyPublisher broken =
        BodyPublishers.ofInputStream(
            () -> {
              throw new IllegalStateException("the app's own");
            });

    Throwable thrown = catchThrowable(() -> client.send(post(broken), BodyHandlers.ofString()));

    assertThat(thrown).isInstanceOf(IOException.class).hasStackTraceContaining("the app's own");
    assertThat(governor.events.get(0)).isEqualTo("decide");
    assertThat(governor.events.get(1)).startsWith("failed");
    assertThat(server.hits).isEmpty();
  }

  private static void submit(SubmissionPublisher<ByteBuffer> publisher, String... texts) {
    for (String text : texts) {
      publisher.submit(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
    publisher.close();
  }
}
