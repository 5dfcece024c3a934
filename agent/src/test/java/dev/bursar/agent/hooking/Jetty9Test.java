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
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.api.Authentication;
import org.eclipse.jetty.client.api.ContentProvider;
import org.eclipse.jetty.client.api.ContentResponse;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.client.api.Result;
import org.eclipse.jetty.client.util.BasicAuthentication;
import org.eclipse.jetty.client.util.BufferingResponseListener;
import org.eclipse.jetty.client.util.BytesContentProvider;
import org.eclipse.jetty.client.util.DeferredContentProvider;
import org.eclipse.jetty.client.util.InputStreamContentProvider;
import org.eclipse.jetty.client.util.StringContentProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of Jetty's client 9.4. */
@Timeout(120)
class Jetty9Test {
  private static final String MORE = " and more of it";

  private final ScriptedGovernor governor = new ScriptedGovernor();
  private final TestServer server = new TestServer();

  /** It has one connection: who leaks it ends all. */
  private final HttpClient client = new HttpClient();

  private long faults;

  @BeforeEach
  void govern() throws Exception {
    Rig.govern(governor);
    faults = Gate.faults();
    client.setMaxConnectionsPerDestination(1);
    client
        .getAuthenticationStore()
        .addAuthentication(
            new BasicAuthentication(
                URI.create(server.url("/")), Authentication.ANY_REALM, "user", "secret"));
    client.start();
  }

  @AfterEach
  void close() throws Exception {
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
    client.stop();
    server.close();
  }

  private static ContentProvider body(String text) {
    return new StringContentProvider("application/json", text, StandardCharsets.UTF_8);
  }

  private Request request(String method, String path, ContentProvider body) {
    return client.newRequest(server.url(path)).method(method).content(body);
  }

  private Request chat(ContentProvider body) {
    return request("POST", "/v1/chat?x=1", body);
  }

  /** Sends without waiting. */
  private static CompletableFuture<String> async(Request request) {
    CompletableFuture<String> text = new CompletableFuture<>();
    request.send(
        new BufferingResponseListener() {
          @Override
          public void onComplete(Result result) {
            if (result.isFailed()) {
              text.completeExceptionally(result.getFailure());
            } else {
              text.complete(result.getResponse().getStatus() + " " + getContentAsString());
            }
          }
        });
    return text;
  }

  @Test
  void passesOnce() throws Exception {
    server.answers(200, "hello");

    assertThat(chat(body("{}")).send().getContentAsString()).isEqualTo("hello");

    assertThat(server.hits).hasSize(1);
    assertThat(server.hits.get(0).body()).isEqualTo("{}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("2");
    assertThat(server.hits.get(0).headers().getFirst("Content-Type")).isEqualTo("application/json");
    assertThat(governor.requests).containsExactly("jetty-9 POST 127.0.0.1 /v1/chat true");
    assertThat(governor.bodies).containsExactly("{}");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void makesNoThreadWaitThatTheAppDoesNotBlock() throws Exception {
    server.answers(200, "hello");

    assertThat(async(chat(body("{}"))).get()).isEqualTo("200 hello");

    assertThat(governor.requests).containsExactly("jetty-9 POST 127.0.0.1 /v1/chat false");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void aCallThatIsNotBlockedWaitsAsideUntilTheGovernorIsReady() throws Exception {
    server.answers(200, "hello");
    governor.opening = new CountDownLatch(1);
    CompletableFuture<Thread> decider = new CompletableFuture<>();
    governor.deciding = () -> decider.complete(Thread.currentThread());

    CompletableFuture<String> answer = async(chat(body("{}")));
    assertThat(governor.events).isEmpty();
    governor.opening.countDown();

    assertThat(answer.get()).isEqualTo("200 hello");
    assertThat(decider.get()).isNotSameAs(Thread.currentThread());
  }

  @Test
  void followsReadsAndNothingElse() throws Exception {
    server.answers(200, "hello").answers(200, "hello");

    assertThat(request("GET", "/page", null).send().getContentAsString()).isEqualTo("hello");
    assertThat(governor.requests).isEmpty();
    assertThat(request("GET", "/read", null).send().getContentAsString()).isEqualTo("hello");
    assertThat(governor.events).containsExactly("attempt", "response 200", "end");
  }

  @Test
  void refusesByResponse() throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));

    ContentResponse response = chat(body("{}")).send();

    assertThat(response.getStatus()).isEqualTo(402);
    assertThat(response.getReason()).isEqualTo("Payment Required");
    assertThat(response.getMediaType()).isEqualTo("application/json");
    assertThat(response.getHeaders().get("x-should-retry")).isEqualTo("false");
    assertThat(response.getContentAsString()).isEqualTo("{\"error\":\"budget\"}");
    assertThat(async(chat(body("{}"))).get()).isEqualTo("402 {\"error\":\"budget\"}");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void refusesByException() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));

    assertThatThrownBy(() -> chat(body("{}")).send())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isExactlyInstanceOf(BudgetExceededIOException.class);
    assertThatThrownBy(() -> async(chat(body("{}"))).get())
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

    assertThat(chat(body("{}")).send().getContentAsString()).isEqualTo("hello");

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

    assertThat(chat(body("{}")).send().getContentAsString()).isEqualTo("hello");

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

    assertThat(chat(body("{}")).send().getStatus()).isEqualTo(402);
    assertThat(server.hits).hasSize(1);

    passingFromNowOn();
    assertThat(chat(body("{}")).send().getContentAsString()).isEqualTo("hello");
  }

  private ScriptedGovernor.WatchingTap refusingFromNowOn() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    return governor.new WatchingTap();
  }

  @Test
  void awaitsABodyThatAnotherThreadWrites() throws Exception {
    server.answers(200, "hello");
    DeferredContentProvider slow = new DeferredContentProvider();

    CompletableFuture<String> answer = async(chat(slow));
    slow.offer(utf8("{\"a\":"));
    slow.flush();
    assertThat(governor.events).isEmpty();
    slow.offer(utf8("\"long enough\"}"));
    slow.close();

    assertThat(answer.get()).isEqualTo("200 hello");
    assertThat(governor.bodies).containsExactly("{\"a\":\"long enough\"}");
    assertThat(server.hits.get(0).body()).isEqualTo("{\"a\":\"long enough\"}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("19");
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsAStreamThatTheAppFillsAfterItHasSent() throws Exception {
    server.answers(200, "hello");
    PipedInputStream in = new PipedInputStream();
    try (OutputStream out = new PipedOutputStream(in)) {
      CompletableFuture<String> answer = async(chat(new InputStreamContentProvider(in)));
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

    assertThat(chat(new InputStreamContentProvider(letters(longer))).send().getStatus())
        .isEqualTo(200);

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
  void theAppMeetsTheFailureOfItsOwnBody() {
    ContentProvider failing =
        new BytesContentProvider(new byte[1]) {
          @Override
          public Iterator<ByteBuffer> iterator() {
            throw new IllegalStateException("the app's own");
          }
        };

    assertThatThrownBy(() -> chat(failing).send()).hasRootCauseMessage("the app's own");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void sendsAnotherBody() throws Exception {
    governor.decision = Decision.replace("{\"n\":1}".getBytes(StandardCharsets.UTF_8), true);
    server.answers(200, "hello");

    assertThat(chat(body("{}")).header("Content-Length", "2").send().getContentAsString())
        .isEqualTo("hello");

    assertThat(server.hits.get(0).body()).isEqualTo("{\"n\":1}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("7");
    assertThat(server.hits.get(0).headers().getFirst("Accept-Encoding")).isNull();
  }

  @Test
  void hidesWhatTheAppDidNotAskFor() throws Exception {
    governor.taps = () -> governor.new HidingTap();
    server.answers(200, "a#b", "##", "c");

    assertThat(chat(body("{}")).send().getContentAsString()).isEqualTo("abc");
    assertThat(governor.seen()).isEqualTo("a#b##c");
  }

  @Test
  void tellsOfACallThatIsAbortedBeforeItIsDecided() throws Exception {
    governor.opening = new CountDownLatch(1);
    Request request = chat(body("{}"));

    CompletableFuture<String> answer = async(request);
    request.abort(new IOException("enough"));

    assertThatThrownBy(answer::get).hasRootCauseMessage("enough");
    governor.opening.countDown();
    client.stop(); // After which nothing of the client's runs.
    assertThat(server.hits).isEmpty();
    assertThat(governor.events).doesNotContain("attempt");
  }

  @Test
  void tellsOfAResponseThatBreaksOff() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> connection = HalfAnswer.to(socket);
      CompletableFuture<String> answer =
          async(
              client
                  .newRequest("http://127.0.0.1:" + socket.getLocalPort() + "/v1/chat")
                  .method("POST")
                  .content(body("{}")));
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
          Gate.set(Gate.JETTY_9, new BrokenHook(fault));
          Rig.forget();
        }
      }
      int hits = server.hits.size();
      server.answers(200, "hello");

      assertThat(chat(body("{}")).send().getContentAsString()).as(where).isEqualTo("hello");
      assertThat(server.hits).as(where).hasSize(hits + 1);
      assertThat(server.hits.get(hits).body()).isEqualTo("{}");
      assertThat(Gate.faults()).as(where).isGreaterThan(faults);
      faults = Gate.faults();
    }
  }
}
