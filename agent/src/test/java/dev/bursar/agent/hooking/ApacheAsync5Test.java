package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.StreamChannel;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.entity.StringAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.nio.support.classic.AbstractClassicEntityProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of Apache HttpClient 5, asynchronous. */
@Timeout(120)
@SuppressWarnings("deprecation") // What apps call.
class ApacheAsync5Test {
  private final ScriptedGovernor governor = new ScriptedGovernor();
  private final TestServer server = new TestServer();
  private final ExecutorService writers = Executors.newCachedThreadPool();

  /** It has one connection: who leaks it ends all. */
  private final CloseableHttpAsyncClient client = client();

  private long faults;

  private static CloseableHttpAsyncClient client() {
    BasicCredentialsProvider password = new BasicCredentialsProvider();
    password.setCredentials(
        new AuthScope(null, -1), new UsernamePasswordCredentials("user", "secret".toCharArray()));
    return HttpAsyncClientBuilder.create()
        .setDefaultCredentialsProvider(password)
        .setConnectionManager(
            PoolingAsyncClientConnectionManagerBuilder.create().setMaxConnTotal(1).build())
        .build();
  }

  @BeforeEach
  void govern() {
    Rig.govern(governor);
    faults = Gate.faults();
    client.start();
  }

  @AfterEach
  void close() throws IOException {
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
    client.close();
    server.close();
    writers.shutdownNow();
  }

  private static AsyncEntityProducer body(String text) {
    return new BasicAsyncEntityProducer(
        text.getBytes(StandardCharsets.UTF_8), ContentType.APPLICATION_JSON);
  }

  private Future<SimpleHttpResponse> send(String method, String path, AsyncEntityProducer body) {
    return send(client, method, path, body);
  }

  private Future<SimpleHttpResponse> send(
      CloseableHttpAsyncClient by, String method, String path, AsyncEntityProducer body) {
    return by.execute(
        new BasicRequestProducer(method, URI.create(server.url(path)), body),
        SimpleResponseConsumer.create(),
        null);
  }

  private String text(AsyncEntityProducer body) throws Exception {
    return send("POST", "/v1/chat?x=1", body).get().getBodyText();
  }

  @Test
  void passesOnce() throws Exception {
    server.answers(200, "hello");

    assertThat(text(body("{}"))).isEqualTo("hello");

    assertThat(server.hits).hasSize(1);
    assertThat(server.hits.get(0).body()).isEqualTo("{}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("2");
    assertThat(governor.requests).containsExactly("apache-async-5 POST 127.0.0.1 /v1/chat false");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void followsReadsAndNothingElse() throws Exception {
    server.answers(200, "hello").answers(200, "hello");

    assertThat(send("GET", "/page", null).get().getBodyText()).isEqualTo("hello");
    assertThat(governor.requests).isEmpty();
    assertThat(send("GET", "/read", null).get().getBodyText()).isEqualTo("hello");
    assertThat(governor.events).containsExactly("response 200", "end");
  }

  @Test
  void refusesByResponse() throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));

    SimpleHttpResponse response = send("POST", "/v1/chat", body("{}")).get();

    assertThat(response.getCode()).isEqualTo(402);
    assertThat(response.getReasonPhrase()).isEqualTo("Payment Required");
    assertThat(response.getContentType().getMimeType()).isEqualTo("application/json");
    assertThat(response.getBodyText()).isEqualTo("{\"error\":\"budget\"}");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void refusesByException() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));

    assertThatThrownBy(() -> text(body("{}")))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isExactlyInstanceOf(BudgetExceededIOException.class);
    assertThat(server.hits).isEmpty();
  }

  @Test
  void refusesTheAnswerToAChallengeAndLosesNoConnection() throws Exception {
    governor.taps = () -> refusingFromNowOn();
    server.answersWith(401, "WWW-Authenticate", "Basic realm=\"x\"", "no").answers(200, "hello");

    assertThat(send("POST", "/v1/chat", body("{}")).get().getCode()).isEqualTo(402);
    assertThat(server.hits).hasSize(1);

    governor.decision = Decision.PASS;
    governor.taps = () -> governor.new WatchingTap();
    assertThat(text(body("{}"))).isEqualTo("hello");
  }

  private ScriptedGovernor.WatchingTap refusingFromNowOn() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    return governor.new WatchingTap();
  }

  @Test
  void decidesAboutEachSending() throws Exception {
    server
        .answersWith(401, "WWW-Authenticate", "Basic realm=\"x\"", "no")
        .answersWith(307, "Location", server.url("/v1/other"), "moved")
        .answers(200, "hello");

    assertThat(text(body("{}"))).isEqualTo("hello");

    assertThat(server.hits).extracting(TestServer.Hit::body).containsOnly("{}").hasSize(3);
    assertThat(governor.events).filteredOn("decide"::equals).hasSize(3);
    assertThat(governor.events).filteredOn("attempt"::equals).hasSize(3);
  }

  @Test
  void awaitsABodyThatAnotherThreadWrites() throws Exception {
    server.answers(200, "hello");
    CountDownLatch rest = new CountDownLatch(1);
    AsyncEntityProducer slow = slow(rest);
    Future<SimpleHttpResponse> answer = send("POST", "/v1/chat", slow);
    assertThat(governor.events).isEmpty();
    rest.countDown();

    assertThat(answer.get().getBodyText()).isEqualTo("hello");
    assertThat(governor.bodies).containsExactly("{\"a\":\"long enough\"}");
    assertThat(server.hits.get(0).body()).isEqualTo("{\"a\":\"long enough\"}");
    assertThat(server.hits.get(0).headers().getFirst("Transfer-Encoding")).isEqualTo("chunked");
  }

  /** A body that another thread writes, most of it not before it may. */
  private AsyncEntityProducer slow(CountDownLatch rest) {
    return new AbstractClassicEntityProducer(4, ContentType.APPLICATION_JSON, writers) {
      @Override
      protected void produceData(ContentType type, OutputStream out) throws IOException {
        out.write("{\"a\":".getBytes(StandardCharsets.UTF_8));
        try {
          rest.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        out.write("\"long enough\"}".getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  @Test
  void stopsTheBodyOfACancelledCall() throws Exception {
    LaterBody body = new LaterBody();

    send("POST", "/v1/chat", body).cancel(true);
    body.channel.requestOutput();
    body.released.await();

    assertThat(body.writes).hasValue(0);
    assertThat(governor.events).isEmpty();
    assertThat(server.hits).isEmpty();
  }

  @Test
  void theAppMeetsTheFailureOfItsOwnBody() {
    AsyncEntityProducer failing =
        new StringAsyncEntityProducer("{}", ContentType.APPLICATION_JSON) {
          @Override
          protected void produceData(StreamChannel<CharBuffer> channel) throws IOException {
            throw new IOException("the app's own");
          }
        };

    assertThatThrownBy(() -> text(failing)).hasRootCauseMessage("the app's own");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void governsTheClientWithoutAChain() throws Exception {
    server.answers(200, "hello").answers(200, "a#b", "##", "c");
    try (CloseableHttpAsyncClient minimal = HttpAsyncClients.createMinimal()) {
      minimal.start();

      assertThat(send(minimal, "POST", "/v1/chat", body("{}")).get().getBodyText())
          .isEqualTo("hello");
      assertThat(governor.requests).containsExactly("apache-async-5 POST 127.0.0.1 /v1/chat false");
      assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");

      governor.taps = () -> governor.new HidingTap();
      governor.decision = Decision.replace("{\"n\":1}".getBytes(StandardCharsets.UTF_8), true);
      assertThat(send(minimal, "POST", "/v1/chat", body("{}")).get().getBodyText())
          .isEqualTo("abc");
      assertThat(server.hits).extracting(TestServer.Hit::body).containsExactly("{}", "{\"n\":1}");
      assertThat(server.hits.get(1).headers().getFirst("Content-Length")).isEqualTo("7");

      governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
      SimpleHttpResponse refused = send(minimal, "POST", "/v1/chat", body("{}")).get();
      assertThat(refused.getCode()).isEqualTo(402);
      assertThat(refused.getBodyText()).isEqualTo("{\"error\":\"budget\"}");
      governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));
      assertThatThrownBy(() -> send(minimal, "POST", "/v1/chat", body("{}")).get())
          .cause()
          .isExactlyInstanceOf(BudgetExceededIOException.class);
      assertThat(server.hits).hasSize(2);
    }
  }

  @Test
  void awaitsABodyForTheClientWithoutAChain() throws Exception {
    server.answers(200, "hello");
    CountDownLatch rest = new CountDownLatch(1);
    try (CloseableHttpAsyncClient minimal = HttpAsyncClients.createMinimal()) {
      minimal.start();

      Future<SimpleHttpResponse> answer = send(minimal, "POST", "/v1/chat", slow(rest));
      assertThat(governor.events).isEmpty();
      rest.countDown();

      assertThat(answer.get().getBodyText()).isEqualTo("hello");
      assertThat(governor.bodies).containsExactly("{\"a\":\"long enough\"}");
      assertThat(server.hits.get(0).body()).isEqualTo("{\"a\":\"long enough\"}");
    }
  }

  @Test
  void releasesWhatAClientWithoutAChainCouldNotSend() throws Exception {
    try (CloseableHttpAsyncClient minimal = HttpAsyncClients.createMinimal()) {
      minimal.start();
      server.close();

      assertThatThrownBy(() -> send(minimal, "POST", "/v1/chat", body("{}")).get())
          .isInstanceOf(ExecutionException.class);
      assertThat(governor.events).hasSizeGreaterThan(1).first().isEqualTo("decide");
      assertThat(governor.events.get(1)).startsWith("failed");
    }
  }

  /** They decide before they connect, so that no server is needed. */
  @Test
  void governsTheClientsOfHttp2Alone() throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    for (CloseableHttpAsyncClient one :
        List.of(HttpAsyncClients.createHttp2Default(), HttpAsyncClients.createHttp2Minimal())) {
      one.start();
      assertThat(send(one, "POST", "/v1/chat", body("{}")).get().getCode()).isEqualTo(402);
      one.close();
    }
    assertThat(governor.bodies).containsExactly("{}", "{}");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void sendsAnotherBody() throws Exception {
    governor.decision = Decision.replace("{\"n\":1}".getBytes(StandardCharsets.UTF_8), true);
    server.answers(200, "hello");

    assertThat(text(body("{}"))).isEqualTo("hello");

    assertThat(server.hits.get(0).body()).isEqualTo("{\"n\":1}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("7");
  }

  @Test
  void hidesWhatTheAppDidNotAskFor() throws Exception {
    governor.taps = () -> governor.new HidingTap();
    server.answers(200, "a#b", "##", "c");

    assertThat(text(body("{}"))).isEqualTo("abc");
    assertThat(governor.seen()).isEqualTo("a#b##c");
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
          Gate.set(Gate.APACHE_ASYNC_5, new BrokenHook(fault));
          Rig.forget();
        }
      }
      int hits = server.hits.size();
      server.answers(200, "hello");

      assertThat(text(body("{}"))).as(where).isEqualTo("hello");
      assertThat(server.hits).as(where).hasSize(hits + 1);
      assertThat(server.hits.get(hits).body()).isEqualTo("{}");
      assertThat(Gate.faults()).as(where).isGreaterThan(faults);
      faults = Gate.faults();
    }
  }

  /** Has nothing at first, and then very much. */
  private static final class LaterBody implements AsyncEntityProducer {
    final AtomicInteger writes = new AtomicInteger();
    final CountDownLatch released = new CountDownLatch(1);
    volatile DataStreamChannel channel;

    @Override
    public void produce(DataStreamChannel to) throws IOException {
      if (channel == null) {
        channel = to;
      } else if (writes.incrementAndGet() < 1000) {
        to.write(ByteBuffer.wrap(new byte[] {'x'}));
      } else {
        to.endStream();
      }
    }

    @Override
    public void releaseResources() {
      released.countDown();
    }

    @Override
    public int available() {
      return 1;
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }

    @Override
    public void failed(Exception cause) {}

    @Override
    public long getContentLength() {
      return -1;
    }

    @Override
    public String getContentType() {
      return "application/json";
    }

    @Override
    public String getContentEncoding() {
      return null;
    }

    @Override
    public boolean isChunked() {
      return true;
    }

    @Override
    public Set<String> getTrailerNames() {
      return Set.of();
    }
  }
}
