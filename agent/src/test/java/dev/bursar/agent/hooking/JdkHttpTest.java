package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.PasswordAuthentication;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's client, hooked in this JVM, against a real server. */
@Timeout(30)
class JdkHttpTest {
  private final ScriptedGovernor governor = new ScriptedGovernor();
  private final TestServer server = new TestServer();
  private final HttpClient client = HttpClient.newHttpClient();
  private long faults;

  @BeforeEach
  void govern() {
    Rig.govern(governor);
    faults = Gate.faults();
  }

  @AfterEach
  void close() {
    server.close();
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
  }

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

  @ParameterizedTest
  @MethodSource("handlers")
  void refusesToEveryHandler(Reading reading) throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));

    assertThat(reading.read(client, post("{}"))).isEqualTo("{\"error\":\"budget\"}");
    assertThat(server.hits).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void teesEveryByte(Reading reading) throws Exception {
    server.answers(200, "da", "ta: {\"a\"", ":1", "}\n", "d", "ata: [DONE]");

    assertThat(reading.read(client, post("{}"))).isEqualTo("data: {\"a\":1}\ndata: [DONE]");
    assertThat(governor.seen()).isEqualTo("data: {\"a\":1}\ndata: [DONE]");
    await().until(() -> governor.events.contains("end"));
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void rewrites(Reading reading) throws Exception {
    governor.taps = governor.new HidingTap()::itself;
    server.answers(200, "#", "#a", "b#c", "###", "d#");

    assertThat(reading.read(client, post("{}"))).isEqualTo("abcd");
    assertThat(governor.seen()).isEqualTo("##ab#c###d#");
  }

  @Test
  void rewritesWithoutBreakingDemand() throws Exception {
    governor.taps = governor.new HidingTap()::itself;
    server.answers(200, "#", "ab", "##", "c");
    Flow.Publisher<List<ByteBuffer>> body =
        client.send(post("{}"), BodyHandlers.ofPublisher()).body();

    OneAtATime subscriber = new OneAtATime();
    body.subscribe(subscriber);

    assertThat(subscriber.text.get(10, TimeUnit.SECONDS)).isEqualTo("abc");
    assertThat(subscriber.unasked.get()).isZero();
  }

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
  void doesNotWaitForALateBodyAsync() {
    server.answers(200, "hello");
    SubmissionPublisher<ByteBuffer> late = new SubmissionPublisher<>();

    CompletableFuture<HttpResponse<String>> future =
        client.sendAsync(post(BodyPublishers.fromPublisher(late)), BodyHandlers.ofString());
    assertThat(governor.bodies).containsExactly("null");
    submit(late, "one", "two", "three");

    assertThat(future.join().body()).isEqualTo("hello");
    assertThat(server.hits.get(0).body()).isEqualTo("onetwothree");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
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

  @Test
  void abortsOnEarlyClose() throws Exception {
    server.answers(200, "one", "two", "three");
    HttpResponse<InputStream> response = client.send(post("{}"), BodyHandlers.ofInputStream());
    assertThat(response.body().read()).isEqualTo('o');

    response.body().close();

    assertThat(governor.events).hasSize(4).last().asString().matches("abort|end");
  }

  @Test
  void abortsWhenAStreamIsNotReadToItsEnd() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> half = answerHalf(socket);
      HttpRequest request = post(socket.getLocalPort());
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      assertThat(response.body().read()).isEqualTo('h');

      response.body().close();

      assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "abort");
      half.join().close();
    }
  }

  @Test
  void abortsOnReset() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> half =
          answerHalf(socket)
              .thenAccept(
                  connection -> {
                    try {
                      connection.setSoLinger(true, 0);
                      connection.close();
                    } catch (IOException e) {
                      throw new CompletionException(e);
                    }
                  });

      assertThatThrownBy(() -> client.send(post(socket.getLocalPort()), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);

      half.join();
      assertThat(governor.events).hasSize(4).last().asString().startsWith("abort ");
    }
  }

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

      assertThat(future.cancel(true)).isTrue();

      assertThat(governor.events).hasSize(3).last().asString().startsWith("failed");
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

  @Test
  void answersWithoutABodyEndAtOnce() throws Exception {
    server.answers(204);

    assertThat(client.send(post("{}"), BodyHandlers.ofString()).statusCode()).isEqualTo(204);
    assertThat(governor.events).containsExactly("decide", "attempt", "response 204", "end");
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

  private static void submit(SubmissionPublisher<ByteBuffer> publisher, String... texts) {
    for (String text : texts) {
      publisher.submit(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
    publisher.close();
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
            throw new CompletionException(e);
          }
        });
  }

  private void assertRefusal(HttpResponse<?> response) {
    assertThat(response.statusCode()).isEqualTo(402);
    assertThat(response.headers().firstValue("X-Should-Retry")).hasValue("false");
    assertThat(server.hits).isEmpty();
    assertThat(governor.events).containsExactly("decide");
  }

  private HttpRequest post(String body) {
    return post(BodyPublishers.ofString(body));
  }

  private HttpRequest post(BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create(server.url("/v1/chat?x=1"))).POST(body).build();
  }

  private static HttpRequest post(int port) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat"))
        .version(HttpClient.Version.HTTP_1_1)
        .POST(BodyPublishers.ofString("{}"))
        .build();
  }

  /** A way to read a response. */
  record Reading(String name, Reader reader) {
    String read(HttpClient client, HttpRequest request) throws Exception {
      return reader.read(client, request);
    }

    @Override
    public String toString() {
      return name;
    }

    interface Reader {
      String read(HttpClient client, HttpRequest request) throws Exception;
    }
  }

  static Stream<Reading> handlers() {
    return Stream.of(
        new Reading("ofString", (c, r) -> c.send(r, BodyHandlers.ofString()).body()),
        new Reading(
            "ofString async", (c, r) -> c.sendAsync(r, BodyHandlers.ofString()).get().body()),
        new Reading("ofByteArray", (c, r) -> text(c.send(r, BodyHandlers.ofByteArray()).body())),
        new Reading(
            "ofInputStream",
            (c, r) -> text(c.send(r, BodyHandlers.ofInputStream()).body().readAllBytes())),
        new Reading(
            "ofInputStream async",
            (c, r) ->
                text(c.sendAsync(r, BodyHandlers.ofInputStream()).get().body().readAllBytes())),
        new Reading(
            "ofLines",
            (c, r) -> c.send(r, BodyHandlers.ofLines()).body().collect(Collectors.joining("\n"))),
        new Reading(
            "ofPublisher",
            (c, r) -> {
              OneAtATime all = new OneAtATime();
              c.send(r, BodyHandlers.ofPublisher()).body().subscribe(all);
              return all.text.get(10, TimeUnit.SECONDS);
            }),
        new Reading(
            "fromLineSubscriber",
            (c, r) -> {
              Lines lines = new Lines();
              c.send(r, BodyHandlers.fromLineSubscriber(lines));
              return String.join("\n", lines.lines);
            }),
        new Reading(
            "buffering",
            (c, r) -> {
              BodyHandler<String> handler = BodyHandlers.buffering(BodyHandlers.ofString(), 3);
              return c.send(r, handler).body();
            }),
        new Reading(
            "mapping",
            (c, r) -> {
              BodyHandler<StringBuilder> handler =
                  head ->
                      HttpResponse.BodySubscribers.mapping(
                          HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8),
                          StringBuilder::new);
              return c.send(r, handler).body().toString();
            }));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Asks for one list after the other. */
  private static final class OneAtATime implements Flow.Subscriber<List<ByteBuffer>> {
    final CompletableFuture<String> text = new CompletableFuture<>();
    final AtomicInteger unasked = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final StringBuilder read = new StringBuilder();
    private Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      ask();
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      if (asked.decrementAndGet() < 0) {
        unasked.incrementAndGet();
      }
      for (ByteBuffer buffer : buffers) {
        read.append(StandardCharsets.UTF_8.decode(buffer));
      }
      ask();
    }

    @Override
    public void onError(Throwable thrown) {
      text.completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
      text.complete(read.toString());
    }

    private void ask() {
      asked.incrementAndGet();
      subscription.request(1);
    }
  }

  private static final class Lines implements Flow.Subscriber<String> {
    final List<String> lines = new java.util.concurrent.CopyOnWriteArrayList<>();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      lines.add(line);
    }

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onComplete() {}
  }
}
