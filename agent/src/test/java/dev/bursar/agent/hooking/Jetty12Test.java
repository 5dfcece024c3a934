package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of Jetty's client 12, as it is compiled against. */
@Timeout(120)
class Jetty12Test {
  private static final String MORE = " and more of it";

  private final ScriptedGovernor governor = new ScriptedGovernor();
  private final TestServer server = new TestServer();

  private Jetty12Calls client;
  private long faults;

  @BeforeEach
  void govern() throws Exception {
    Rig.govern(governor);
    faults = Gate.faults();
    VersionLoader loader =
        new VersionLoader(
            Path.of("../interceptors/target/jetty12"),
            "org.eclipse.jetty.",
            "dev.bursar.agent.hooking.Jetty12App");
    client =
        (Jetty12Calls)
            loader
                .loadClass("dev.bursar.agent.hooking.Jetty12App")
                .getConstructor(String.class)
                .newInstance(server.url("/"));
  }

  @AfterEach
  void close() throws Exception {
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
    client.close();
    server.close();
  }

  private String chat(Object body) throws Exception {
    return client.call(server.url("/v1/chat?x=1"), body);
  }

  private CompletableFuture<String> async(Object body) {
    return client.send(server.url("/v1/chat?x=1"), body);
  }

  @Test
  void passesOnce() throws Exception {
    server.answers(200, "hello");

    assertThat(chat("{}")).isEqualTo("200 hello");

    assertThat(server.hits).hasSize(1);
    assertThat(server.hits.get(0).body()).isEqualTo("{}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("2");
    assertThat(server.hits.get(0).headers().getFirst("Content-Type")).isEqualTo("application/json");
    assertThat(governor.requests).containsExactly("jetty-12 POST 127.0.0.1 /v1/chat true");
    assertThat(governor.bodies).containsExactly("{}");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void makesNoThreadWaitThatTheAppDoesNotBlock() throws Exception {
    server.answers(200, "hello");

    assertThat(async("{}").get()).isEqualTo("200 hello");

    assertThat(governor.requests).containsExactly("jetty-12 POST 127.0.0.1 /v1/chat false");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void aCallThatIsNotBlockedWaitsAsideUntilTheGovernorIsReady() throws Exception {
    server.answers(200, "hello");
    governor.opening = new CountDownLatch(1);
    CompletableFuture<Thread> decider = new CompletableFuture<>();
    governor.deciding = () -> decider.complete(Thread.currentThread());

    CompletableFuture<String> answer = async("{}");
    assertThat(governor.events).isEmpty();
    governor.opening.countDown();

    assertThat(answer.get()).isEqualTo("200 hello");
    assertThat(decider.get()).isNotSameAs(Thread.currentThread());
  }

  @Test
  void followsReadsAndNothingElse() throws Exception {
    server.answers(200, "hello").answers(200, "hello");

    assertThat(client.call(server.url("/page"), null)).isEqualTo("200 hello");
    assertThat(governor.requests).isEmpty();
    assertThat(client.call(server.url("/read"), null)).isEqualTo("200 hello");
    assertThat(governor.events).containsExactly("attempt", "response 200", "end");
  }

  @Test
  void refusesByResponse() throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));

    assertThat(chat("{}")).isEqualTo("402 {\"error\":\"budget\"}");
    assertThat(async("{}").get()).isEqualTo("402 {\"error\":\"budget\"}");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void refusesByException() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));

    assertThatThrownBy(() -> chat("{}"))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isExactlyInstanceOf(BudgetExceededIOException.class);
    assertThatThrownBy(() -> async("{}").get())
        .cause()
        .isExactlyInstanceOf(BudgetExceededIOException.class);
    assertThat(server.hits).isEmpty();
  }

  @Test
  void decidesAboutEachSending() throws Exception {
    server
        .answersWith(401, "WWW-Authenticate", "Basic realm=\"x\"", "no")
        .answersWith(307, "Location", server.url("/v1/other"), "moved")
        .answers(200, "hello");

    assertThat(chat("{}")).isEqualTo("200 hello");

    assertThat(server.hits).extracting(TestServer.Hit::body).containsOnly("{}").hasSize(3);
    assertThat(governor.events)
        .containsExactly(
            "decide",
            "attempt",
            "response 401",
            "end",
            "decide",
            "attempt",
            "response 307",
            "end",
            "decide",
            "attempt",
            "response 200",
            "end");
    assertThat(governor.requests).filteredOn(request -> request.endsWith("true")).hasSize(1);
  }

  @Test
  void sendsTheAppsOwnBodyAgainAfterAnotherOne() throws Exception {
    governor.decision = Decision.replace("{\"n\":1}".getBytes(StandardCharsets.UTF_8), false);
    governor.taps = this::passingFromNowOn;
    server.answersWith(307, "Location", server.url("/v1/other"), "moved").answers(200, "hello");

    assertThat(chat("{}")).isEqualTo("200 hello");

    assertThat(server.hits).extracting(TestServer.Hit::body).containsExactly("{\"n\":1}", "{}");
    assertThat(governor.bodies).containsExactly("{}", "{}");
  }

  private ScriptedGovernor.WatchingTap passingFromNowOn() {
    governor.decision = Decision.PASS;
    return governor.new WatchingTap();
  }

  @Test
  void refusesTheAnswerToAChallengeAndLosesNoConnection() throws Exception {
    governor.taps = this::refusingFromNowOn;
    server.answersWith(401, "WWW-Authenticate", "Basic realm=\"x\"", "no").answers(200, "hello");

    assertThat(chat("{}")).startsWith("402 ");
    assertThat(server.hits).hasSize(1);

    passingFromNowOn();
    assertThat(chat("{}")).isEqualTo("200 hello");
  }

  private ScriptedGovernor.WatchingTap refusingFromNowOn() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    return governor.new WatchingTap();
  }

  @Test
  void awaitsABodyThatAnotherThreadWrites() throws Exception {
    server.answers(200, "hello");
    CompletableFuture<String> body = new CompletableFuture<>();

    CompletableFuture<String> answer = async(body);
    assertThat(governor.events).isEmpty();
    body.complete("{\"a\":\"long enough\"}");

    assertThat(answer.get()).isEqualTo("200 hello");
    assertThat(governor.bodies).containsExactly("{\"a\":\"long enough\"}");
    assertThat(server.hits.get(0).body()).isEqualTo("{\"a\":\"long enough\"}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("19");
  }

  @Test
  void readsAStreamThatTheAppFillsAfterItHasSent() throws Exception {
    server.answers(200, "hello");
    PipedInputStream in = new PipedInputStream();
    try (OutputStream out = new PipedOutputStream(in)) {
      CompletableFuture<String> answer = async(in);
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
    int longer = (64 << 20) + MORE.length();

    assertThat(chat(letters(longer))).isEqualTo("200 hello");

    assertThat(governor.bodies).containsExactly("null");
    assertThat(server.hits.get(0).body()).hasSize(longer).endsWith(MORE);
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
    InputStream failing = InputStream.nullInputStream();
    failing.close();

    assertThatThrownBy(() -> chat(failing)).hasRootCauseMessage("Stream closed");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void sendsAnotherBody() throws Exception {
    governor.decision = Decision.replace("{\"n\":1}".getBytes(StandardCharsets.UTF_8), true);
    server.answers(200, "hello");

    assertThat(chat("{}")).isEqualTo("200 hello");

    assertThat(server.hits.get(0).body()).isEqualTo("{\"n\":1}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("7");
    assertThat(server.hits.get(0).headers().getFirst("Accept-Encoding")).isNull();
  }

  @Test
  void hidesWhatTheAppDidNotAskFor() throws Exception {
    governor.taps = () -> governor.new HidingTap();
    server.answers(200, "a#b", "##", "c");

    assertThat(chat("{}")).isEqualTo("200 abc");
    assertThat(governor.seen()).isEqualTo("a#b##c");
  }

  @Test
  void tellsOfACallThatIsAbortedBeforeItIsDecided() throws Exception {
    governor.opening = new CountDownLatch(1);

    CompletableFuture<String> answer = async("{}");
    client.abort(new IOException("enough"));

    assertThatThrownBy(answer::get).hasRootCauseMessage("enough");
    governor.opening.countDown();
    client.close(); // After which nothing of the client's runs.
    assertThat(server.hits).isEmpty();
    assertThat(governor.events).doesNotContain("attempt");
  }

  @Test
  void tellsOfAResponseThatBreaksOff() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> connection = HalfAnswer.to(socket);
      CompletableFuture<String> answer =
          client.send("http://127.0.0.1:" + socket.getLocalPort() + "/v1/chat", "{}");
      connection.get().close();

      assertThatThrownBy(answer::get).isInstanceOf(ExecutionException.class);
    }
    assertThat(governor.events).startsWith("decide", "attempt", "response 200").hasSize(4);
    assertThat(governor.events.get(3)).startsWith("abort");
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
          Gate.set(Gate.JETTY_12, new BrokenHook(fault));
          Rig.forget();
        }
      }
      int hits = server.hits.size();
      server.answers(200, "hello");

      assertThat(chat("{}")).as(where).isEqualTo("200 hello");
      assertThat(server.hits).as(where).hasSize(hits + 1);
      assertThat(server.hits.get(hits).body()).isEqualTo("{}");
      assertThat(Gate.faults()).as(where).isGreaterThan(faults);
      faults = Gate.faults();
    }
  }
}
