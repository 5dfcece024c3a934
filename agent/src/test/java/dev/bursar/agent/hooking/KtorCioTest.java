package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of Ktor's own engine, of the oldest and the newest Ktor. */
@Timeout(120)
@ParameterizedClass
@ValueSource(strings = {"2.0.0", "3.6.1"})
class KtorCioTest {
  private static final String MORE = " and more of it";

  @Parameter String version;

  private final ScriptedGovernor governor = new ScriptedGovernor();
  private final TestServer server = new TestServer();
  private KtorCioCalls client;
  private long faults;

  @BeforeEach
  void govern() throws Exception {
    Rig.govern(governor);
    faults = Gate.faults();
    client = app(version);
  }

  private static KtorCioCalls app(String version) throws ReflectiveOperationException {
    return (KtorCioCalls) loaded(version).getConstructor().newInstance();
  }

  /** The app's class, in a loader of its own. */
  static Class<?> loaded(String version) throws ClassNotFoundException {
    return new VersionLoader(
            Path.of("target/ktor", version),
            "io.ktor.",
            "kotlin.",
            "kotlinx.",
            "dev.bursar.agent.hooking.KtorCioApp")
        .loadClass("dev.bursar.agent.hooking.KtorCioApp");
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
  }

  private CompletableFuture<String> send(Object body) {
    return client.send(server.url("/v1/chat?x=1"), body, piece -> true);
  }

  private String chat(Object body) throws Exception {
    return send(body).get();
  }

  @Test
  void passesOnce() throws Exception {
    server.answers(200, "hello");

    assertThat(chat("{}")).isEqualTo("200 hello");

    assertThat(server.hits).hasSize(1);
    assertThat(server.hits.get(0).body()).isEqualTo("{}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("2");
    assertThat(server.hits.get(0).headers().getFirst("Content-Type")).isEqualTo("application/json");
    assertThat(governor.requests).containsExactly("ktor-cio POST 127.0.0.1 /v1/chat false");
    assertThat(governor.urls).containsExactly(server.url("/v1/chat?x=1"));
    assertThat(governor.bodies).containsExactly("{}");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void followsReadsAndNothingElse() throws Exception {
    server.answers(200, "hello").answers(200, "hello");

    assertThat(client.send(server.url("/page"), null, piece -> true).get()).isEqualTo("200 hello");
    assertThat(governor.requests).isEmpty();
    assertThat(client.send(server.url("/read"), null, piece -> true).get()).isEqualTo("200 hello");
    assertThat(governor.events).containsExactly("attempt", "response 200", "end");
  }

  @Test
  void refusesByResponse() throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));

    assertThat(chat("{}")).isEqualTo("402 {\"error\":\"budget\"}");
    assertThat(chat(stream("{}"))).isEqualTo("402 {\"error\":\"budget\"}");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void refusesByException() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));

    for (Object body : List.of("{}", stream("{}"))) {
      assertThatThrownBy(() -> chat(body))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isExactlyInstanceOf(BudgetExceededIOException.class);
    }
    assertThat(server.hits).isEmpty();
  }

  @Test
  void awaitsTheGovernorElsewhere() throws Exception {
    Rig.forget(); // A hook that has not found its governor ready before.
    Rig.govern(governor);
    governor.opening = new CountDownLatch(1);
    server.answers(200, "hello");

    CompletableFuture<String> answer = send("{}");
    assertThat(governor.events).isEmpty();
    governor.opening.countDown();

    assertThat(answer.get()).isEqualTo("200 hello");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void aGovernorThatStaysUnreadyDecidesElsewhere() throws Exception {
    Rig.forget();
    Rig.govern(governor);
    governor.opening = new CountDownLatch(1);
    CompletableFuture<String> decider = new CompletableFuture<>();
    governor.deciding = () -> decider.complete(Thread.currentThread().getName());
    server.answers(200, "hello");

    assertThat(chat("{}")).isEqualTo("200 hello");

    assertThat(decider.get()).isEqualTo("bursar-waits");
    governor.opening.countDown();
  }

  @Test
  void readsABodyThatIsReadOrWritten() throws Exception {
    server.answers(200, "hello").answers(200, "hello");

    assertThat(chat("{\"a\":1}".getBytes(StandardCharsets.UTF_8))).isEqualTo("200 hello");
    assertThat(chat(stream("{\"a\":2}"))).isEqualTo("200 hello");

    assertThat(governor.bodies).containsExactly("{\"a\":1}", "{\"a\":2}");
    assertThat(server.hits)
        .extracting(TestServer.Hit::body)
        .containsExactly("{\"a\":1}", "{\"a\":2}");
    assertThat(server.hits)
        .extracting(hit -> hit.headers().getFirst("Transfer-Encoding"))
        .containsExactly("chunked", "chunked");
  }

  @Test
  void readsAStreamThatTheAppFillsAfterItHasSent() throws Exception {
    server.answers(200, "hello");
    PipedInputStream in = new PipedInputStream();
    try (OutputStream out = new PipedOutputStream(in)) {
      CompletableFuture<String> answer = send(in);
      assertThat(governor.events).isEmpty();
      out.write("{}".getBytes(StandardCharsets.UTF_8));
      out.close();

      assertThat(answer.get()).isEqualTo("200 hello");
    }
    assertThat(governor.bodies).containsExactly("{}");
    assertThat(server.hits.get(0).body()).isEqualTo("{}");
  }

  @Test
  void aBodyThatIsTooLongPassesUnreadAndWhole() throws Exception {
    server.answers(200, "hello");
    int longer = (64 << 20) + 100_000;

    assertThat(chat(letters(longer))).isEqualTo("200 hello");

    assertThat(governor.bodies).containsExactly("null");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
    assertThat(server.hits.get(0).body()).hasSize(longer).endsWith(MORE);
  }

  @Test
  void aBodyThatIsTooLongIsLetGoOfWhereItIsRefused() throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));

    assertThat(chat(letters((64 << 20) + 100_000))).startsWith("402 ");
    assertThat(server.hits).isEmpty();
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InputStream letters(int length) {
    byte[] all = new byte[length];
    Arrays.fill(all, (byte) 'a');
    byte[] end = MORE.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(end, 0, all, length - end.length, end.length);
    return new ByteArrayInputStream(all);
  }

  @Test
  void theAppMeetsTheFailureOfItsOwnBody() throws Exception {
    assertThatThrownBy(() -> chat(new IllegalStateException("no body")))
        .hasRootCauseMessage("no body");
    if (version.startsWith("3")) { // Ktor 2 closes what fails as if it were written.
      InputStream failing = InputStream.nullInputStream();
      failing.close();
      assertThatThrownBy(() -> chat(failing)).hasRootCauseMessage("Stream closed");
    }
    assertThat(server.hits).isEmpty();
    assertThat(governor.events).isEmpty();
  }

  @Test
  void sendsAnotherBody() throws Exception {
    governor.decision = Decision.replace("{\"n\":1}".getBytes(StandardCharsets.UTF_8), true);
    server.answers(200, "hello").answers(200, "hello");

    assertThat(chat("{}")).isEqualTo("200 hello");
    assertThat(chat(stream("{}"))).isEqualTo("200 hello");

    assertThat(server.hits).extracting(TestServer.Hit::body).containsOnly("{\"n\":1}").hasSize(2);
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("7");
    assertThat(server.hits.get(0).headers().getFirst("Accept-Encoding")).isNull();
    assertThat(server.hits.get(1).headers().getFirst("Content-Length")).isNull();
  }

  @Test
  void hidesWhatTheAppDidNotAskFor() throws Exception {
    governor.taps = () -> governor.new HidingTap();
    server.answers(200, "a#b", "##", "c").answers(200, "a#b##c");

    assertThat(chat("{}")).isEqualTo("200 abc");
    assertThat(governor.seen()).isEqualTo("a#b##c");
    assertThat(chat("{}")).isEqualTo("200 abc");
    assertThat(client.lengthOfTheLast()).as("which Ktor would compare").isNull();
  }

  @Test
  void givesTheAppEachPieceAsItComes() throws Exception {
    BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> connection = HalfAnswer.to(socket);
      CompletableFuture<String> answer = client.send(url(socket), "{}", pieces::add);
      try (Socket half = connection.get()) {
        assertThat(pieces.take()).isEqualTo("half");
        assertThat(governor.seen()).isEqualTo("half");
        half.getOutputStream().write("more".getBytes(StandardCharsets.UTF_8));
        assertThat(pieces.take()).isEqualTo("more");
        half.getOutputStream().write(new byte[92]);
        assertThat(answer.get()).hasSize("200 ".length() + 100);
      }
    }
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  private static String url(ServerSocket socket) {
    return "http://127.0.0.1:" + socket.getLocalPort() + "/v1/chat";
  }

  @Test
  void tellsOfAnAppThatClosesEarly() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> connection = HalfAnswer.to(socket);
      CompletableFuture<String> answer = client.send(url(socket), "{}", piece -> false);
      try (Socket half = connection.get()) {
        assertThat(answer.get()).isEqualTo("200 half");
        Awaitility.await().until(() -> governor.events.size() == 4);
        assertThat(half.getInputStream().read()).as("what the client sends then").isNegative();
      }
    }
    assertThat(governor.events.get(3)).startsWith("abort");
  }

  /** A body of a known length is over with its last byte, whoever asks for more. */
  @Test
  void whatIsReadToItsLengthIsNotClosedEarly() throws Exception {
    String whole = "x".repeat(100);
    server.answers(200, whole);
    StringBuilder got = new StringBuilder();

    String answer =
        client
            .send(
                server.url("/v1/chat"), "{}", piece -> got.append(piece).length() < whole.length())
            .get();

    assertThat(answer).isEqualTo("200 " + whole);
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  /** Ktor takes it for the end, and does not compare. */
  @Test
  void tellsOfAResponseThatBreaksOff() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> connection = HalfAnswer.to(socket);
      CompletableFuture<String> answer = client.send(url(socket), "{}", piece -> true);
      connection.get().close();

      assertThat(answer.get()).isEqualTo("200 half");
    }
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "response 200", "abort EOFException");
  }

  @Test
  void tellsOfACallThatIsCancelledBeforeItsAnswer() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> answer = client.send(url(socket), "{}", piece -> true);
      try (Socket accepted = socket.accept()) {
        Awaitility.await().until(() -> governor.events.contains("attempt"));
        answer.cancel(true);
        Awaitility.await().until(() -> governor.events.size() == 3);
      }
    }
    assertThat(governor.events).startsWith("decide", "attempt");
    assertThat(governor.events.get(2)).startsWith("failed");
  }

  /** The app is neither reading nor closing just then. */
  @Test
  void tellsOfACallThatIsCancelledAfterItsAnswer() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> connection = HalfAnswer.to(socket);
      CompletableFuture<String> answer =
          client.send(
              url(socket),
              "{}",
              piece -> {
                busy.countDown();
                return awaited(done);
              });
      try (Socket half = connection.get()) {
        busy.await();
        answer.cancel(true);
        Awaitility.await().until(() -> governor.events.size() == 4);
        assertThat(half.isConnected()).isTrue();
      } finally {
        done.countDown();
      }
    }
    assertThat(governor.events.get(3)).startsWith("abort");
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  @Test
  void tellsOfAConnectionThatIsRefused() throws Exception {
    String nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = url(socket);
    }
    assertThatThrownBy(() -> client.send(nobody, "{}", piece -> true).get())
        .isInstanceOf(ExecutionException.class);
    assertThat(governor.events).startsWith("decide").hasSize(2);
    assertThat(governor.events.get(1)).startsWith("failed");
  }

  @Test
  void seesWhatAnAdapterMakesEventsOf() throws Exception {
    Assumptions.assumeTrue(version.startsWith("3"), "Ktor 2 has none");
    server
        .answersWith(200, "Content-Type", "text/event-stream", "data: one\n\n", "data: two\n\n")
        .answersWith(400, "Content-Type", "application/json", "{}");
    BlockingQueue<String> events = new LinkedBlockingQueue<>();

    client.events(server.url("/v1/chat"), "{}", events::add).get();

    assertThat(events).hasSize(2);
    assertThat(events.take()).contains("one");
    assertThat(server.hits.get(0).body()).isEqualTo("{}");
    assertThat(server.hits.get(0).headers().getFirst("Accept")).endsWith("text/event-stream");
    assertThat(governor.seen()).isEqualTo("data: one\n\ndata: two\n\n");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");

    assertThatThrownBy(() -> client.events(server.url("/v1/chat"), "{}", events::add).get())
        .isInstanceOf(ExecutionException.class);
    assertThat(governor.events).endsWith("decide", "attempt", "response 400", "end");
  }

  @Test
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
          Gate.set(Gate.KTOR_CIO, new BrokenHook(fault));
          Rig.forget();
        }
      }
      for (Object body : List.of("{}", stream("{}"))) {
        int hits = server.hits.size();
        server.answers(200, "hello");

        assertThat(chat(body)).as(where).isEqualTo("200 hello");
        assertThat(server.hits).as(where).hasSize(hits + 1);
        assertThat(server.hits.get(hits).body()).isEqualTo("{}");
        assertThat(Gate.faults()).as(where).isGreaterThan(faults);
        faults = Gate.faults();
      }
    }
  }
}
