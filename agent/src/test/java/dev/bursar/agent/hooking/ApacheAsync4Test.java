package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.http.HttpHost;
import org.apache.http.HttpResponse;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.client.utils.URIUtils;
import org.apache.http.entity.BasicHttpEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.LaxRedirectStrategy;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClientBuilder;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.entity.HttpAsyncContentProducer;
import org.apache.http.nio.protocol.BasicAsyncRequestProducer;
import org.apache.http.nio.protocol.BasicAsyncResponseConsumer;
import org.apache.http.util.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of Apache HttpAsyncClient 4. */
@Timeout(120)
class ApacheAsync4Test {
  private final ScriptedGovernor governor = new ScriptedGovernor();
  private final TestServer server = new TestServer();

  /** It has one connection: who leaks it ends all. */
  private final CloseableHttpAsyncClient client = client();

  private long faults;

  private static CloseableHttpAsyncClient client() {
    BasicCredentialsProvider password = new BasicCredentialsProvider();
    password.setCredentials(AuthScope.ANY, new UsernamePasswordCredentials("user", "secret"));
    return HttpAsyncClientBuilder.create()
        .setDefaultCredentialsProvider(password)
        .setRedirectStrategy(new LaxRedirectStrategy())
        .setMaxConnTotal(1)
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
  }

  private HttpPost post(String text) {
    HttpPost post = new HttpPost(server.url("/v1/chat?x=1"));
    post.setEntity(new StringEntity(text, ContentType.APPLICATION_JSON));
    return post;
  }

  private String text(String body) throws Exception {
    return EntityUtils.toString(client.execute(post(body), null).get().getEntity());
  }

  private Future<HttpResponse> send(HttpAsyncContentProducer body) {
    HttpPost post = new HttpPost(server.url("/v1/chat"));
    BasicHttpEntity announced = new BasicHttpEntity();
    announced.setChunked(true);
    post.setEntity(announced);
    HttpHost target = URIUtils.extractHost(URI.create(server.url("/")));
    return client.execute(
        new BasicAsyncRequestProducer(target, post, body) {},
        new BasicAsyncResponseConsumer(),
        null);
  }

  @Test
  void passesOnce() throws Exception {
    server.answers(200, "hello");

    assertThat(text("{}")).isEqualTo("hello");

    assertThat(server.hits).hasSize(1);
    assertThat(server.hits.get(0).body()).isEqualTo("{}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("2");
    assertThat(governor.requests).containsExactly("apache-async-4 POST 127.0.0.1 /v1/chat false");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void governsTheClientWithoutAChain() throws Exception {
    server.answers(200, "hello");
    try (CloseableHttpAsyncClient minimal = HttpAsyncClients.createMinimal()) {
      minimal.start();

      HttpResponse response = minimal.execute(post("{}"), null).get();

      assertThat(EntityUtils.toString(response.getEntity())).isEqualTo("hello");
      assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
      governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
      assertThat(minimal.execute(post("{}"), null).get().getStatusLine().getStatusCode())
          .isEqualTo(402);
      assertThat(server.hits).hasSize(1);
    }
  }

  @Test
  void followsReadsAndNothingElse() throws Exception {
    server.answers(200, "hello").answers(200, "hello");

    client.execute(new HttpGet(server.url("/page")), null).get();
    assertThat(governor.requests).isEmpty();
    client.execute(new HttpGet(server.url("/read")), null).get();
    assertThat(governor.events).containsExactly("response 200", "end");
  }

  @Test
  void refusesByResponse() throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));

    HttpResponse response = client.execute(post("{}"), null).get();

    assertThat(response.getStatusLine().getStatusCode()).isEqualTo(402);
    assertThat(response.getStatusLine().getReasonPhrase()).isEqualTo("Payment Required");
    assertThat(ContentType.get(response.getEntity()).getMimeType()).isEqualTo("application/json");
    assertThat(EntityUtils.toString(response.getEntity())).isEqualTo("{\"error\":\"budget\"}");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void refusesByException() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));

    assertThatThrownBy(() -> text("{}"))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isExactlyInstanceOf(BudgetExceededIOException.class);
    assertThat(server.hits).isEmpty();
  }

  @Test
  void countsEachSending() throws Exception {
    server
        .answersWith(401, "WWW-Authenticate", "Basic realm=\"x\"", "no")
        .answersWith(307, "Location", server.url("/v1/other"), "moved")
        .answers(200, "hello");

    assertThat(text("{}")).isEqualTo("hello");

    assertThat(server.hits).extracting(TestServer.Hit::body).containsOnly("{}").hasSize(3);
    assertThat(governor.events)
        .containsExactly(
            "decide",
            "attempt",
            "answered 401",
            "attempt",
            "answered 307",
            "attempt",
            "response 200",
            "end");
  }

  @Test
  void countsARedirectThatDropsTheBody() throws Exception {
    server.answersWith(302, "Location", server.url("/page"), "moved").answers(200, "hello");

    assertThat(text("{}")).isEqualTo("hello");

    assertThat(server.hits.get(1).method()).isEqualTo("GET");
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "answered 302", "attempt", "response 200", "end");
  }

  @Test
  void refusesALaterSending() throws Exception {
    governor.attemptsAllowed = 1;
    server.answersWith(401, "WWW-Authenticate", "Basic realm=\"x\"", "no");

    assertThatThrownBy(() -> text("{}"))
        .cause()
        .isExactlyInstanceOf(BudgetExceededIOException.class);
  }

  @Test
  void awaitsABodyThatAnotherThreadWrites() throws Exception {
    server.answers(200, "hello");
    SlowBody slow = new SlowBody();

    Future<HttpResponse> answer = send(slow);
    slow.write("{\"a\":");
    assertThat(governor.events).isEmpty();
    slow.write("1}");
    slow.end();

    assertThat(EntityUtils.toString(answer.get().getEntity())).isEqualTo("hello");
    assertThat(governor.bodies).containsExactly("{\"a\":1}");
    assertThat(server.hits.get(0).body()).isEqualTo("{\"a\":1}");
    assertThat(server.hits.get(0).headers().getFirst("Transfer-Encoding")).isEqualTo("chunked");
  }

  @Test
  void refusesABodyThatAnotherThreadWrites() throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    SlowBody slow = new SlowBody();

    Future<HttpResponse> answer = send(slow);
    slow.write("{}");
    slow.end();

    assertThat(answer.get().getStatusLine().getStatusCode()).isEqualTo(402);
    assertThat(server.hits).isEmpty();
    await().until(() -> slow.closed);
  }

  @Test
  void makesNoCallThatWasCancelledBeforeItsBodyWasThere() throws Exception {
    SlowBody slow = new SlowBody();

    Future<HttpResponse> answer = send(slow);
    assertThat(answer.cancel(true)).isTrue();
    slow.end();

    assertThat(answer.isCancelled()).isTrue();
    assertThat(slow.closed).isTrue();
    server.answers(200, "hello");
    assertThat(text("{}")).isEqualTo("hello");
    assertThat(server.hits).hasSize(1);
  }

  @Test
  void theAppMeetsTheFailureOfItsOwnBody() {
    SlowBody failing =
        new SlowBody() {
          @Override
          public void produceContent(ContentEncoder encoder, IOControl control) throws IOException {
            throw new IOException("the app's own");
          }
        };

    assertThatThrownBy(() -> send(failing).get()).hasRootCauseMessage("the app's own");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void releasesWhereTheClientTakesNoCalls() throws Exception {
    CloseableHttpAsyncClient closed = HttpAsyncClients.createDefault();
    closed.start();
    closed.close();

    assertThatThrownBy(() -> closed.execute(post("{}"), null).get())
        .hasRootCauseInstanceOf(IllegalStateException.class);
    assertThat(governor.events).hasSize(2).first().isEqualTo("decide");
    assertThat(governor.events.get(1)).startsWith("failed");
  }

  @Test
  void sendsAnotherBody() throws Exception {
    governor.decision = Decision.replace("{\"n\":1}".getBytes(StandardCharsets.UTF_8), true);
    server.answers(200, "hello");
    HttpPost post = post("{}");
    post.setHeader("Accept-Encoding", "gzip");

    client.execute(post, null).get();

    assertThat(server.hits.get(0).body()).isEqualTo("{\"n\":1}");
    assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("7");
    assertThat(server.hits.get(0).headers()).doesNotContainKey("Accept-Encoding");
    assertThat(EntityUtils.toString(post.getEntity())).isEqualTo("{}");
  }

  @Test
  void hidesWhatTheAppDidNotAskFor() throws Exception {
    governor.taps = () -> governor.new HidingTap();
    server.answers(200, "a#b", "##", "c");

    assertThat(text("{}")).isEqualTo("abc");
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
          Gate.set(Gate.APACHE_ASYNC_4, new BrokenHook(fault));
          Rig.forget();
        }
      }
      int hits = server.hits.size();
      server.answers(200, "hello");

      assertThat(text("{}")).as(where).isEqualTo("hello");
      assertThat(server.hits).as(where).hasSize(hits + 1);
      assertThat(server.hits.get(hits).body()).isEqualTo("{}");
      assertThat(Gate.faults()).as(where).isGreaterThan(faults);
      faults = Gate.faults();
    }
  }

  /** A body that is written while the call goes on. */
  private static class SlowBody implements HttpAsyncContentProducer {
    private final Queue<ByteBuffer> written = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;
    private volatile IOControl asked;
    volatile boolean closed;

    void write(String text) {
      written.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      asked.requestOutput();
    }

    void end() {
      ended = true;
      asked.requestOutput();
    }

    @Override
    public void produceContent(ContentEncoder encoder, IOControl control) throws IOException {
      asked = control;
      ByteBuffer next = written.poll();
      if (next != null) {
        encoder.write(next);
      } else if (ended) {
        encoder.complete();
      } else {
        control.suspendOutput();
      }
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
