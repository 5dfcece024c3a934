package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of Apache HttpClient 5, blocking. */
@Timeout(120)
@SuppressWarnings("deprecation") // What apps call.
class Apache5Test {
  private final ScriptedGovernor governor = new ScriptedGovernor();
  private final TestServer server = new TestServer();

  /** It has one connection: who leaks it ends all. */
  private final CloseableHttpClient client = builder().build();

  private final CloseableHttpClient minimal =
      HttpClients.createMinimal(
          PoolingHttpClientConnectionManagerBuilder.create().setMaxConnTotal(1).build());

  private long faults;

  private static HttpClientBuilder builder() {
    BasicCredentialsProvider password = new BasicCredentialsProvider();
    password.setCredentials(
        new AuthScope(null, -1), new UsernamePasswordCredentials("user", "secret".toCharArray()));
    return HttpClientBuilder.create()
        .setDefaultCredentialsProvider(password)
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create().setMaxConnTotal(1).build());
  }

  @BeforeEach
  void govern() {
    Rig.govern(governor);
    faults = Gate.faults();
  }

  @AfterEach
  void close() throws IOException {
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
    client.close();
    minimal.close();
    server.close();
  }

  private HttpPost post(HttpEntity body) {
    HttpPost post = new HttpPost(server.url("/v1/chat?x=1"));
    post.setEntity(body);
    return post;
  }

  private HttpPost post(String body) {
    return post(new StringEntity(body, ContentType.APPLICATION_JSON));
  }

  private static String text(CloseableHttpClient client, ClassicHttpRequest request)
      throws IOException {
    return client.execute(request, response -> EntityUtils.toString(response.getEntity()));
  }

  @Test
  void passesOnce() throws Exception {
    for (CloseableHttpClient one : List.of(client, minimal)) {
      governor.events.clear();
      governor.requests.clear();
      server.hits.clear();
      server.answers(200, "hello");

      assertThat(text(one, post("{}"))).isEqualTo("hello");

      assertThat(server.hits).hasSize(1);
      assertThat(server.hits.get(0).body()).isEqualTo("{}");
      assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("2");
      assertThat(server.hits.get(0).headers().getFirst("Content-Type"))
          .startsWith("application/json");
      assertThat(governor.requests).containsExactly("apache-5 POST 127.0.0.1 /v1/chat true");
      assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
    }
  }

  @Test
  void followsReadsAndNothingElse() throws Exception {
    server.answers(200, "hello").answers(200, "hello");

    assertThat(text(client, new HttpGet(server.url("/page")))).isEqualTo("hello");
    assertThat(governor.requests).isEmpty();
    assertThat(text(client, new HttpGet(server.url("/read")))).isEqualTo("hello");
    assertThat(governor.events).containsExactly("attempt", "response 200", "end");
  }

  @Test
  void refusesByResponseAndKeepsNoConnection() throws Exception {
    for (CloseableHttpClient one : List.of(client, minimal)) {
      governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
      for (int i = 0; i < 2; i++) {
        CloseableHttpResponse response = one.execute(post("{}")); // Never closed.
        assertThat(response.getCode()).isEqualTo(402);
        assertThat(response.getReasonPhrase()).isEqualTo("Payment Required");
        assertThat(response.getFirstHeader("X-Should-Retry").getValue()).isEqualTo("false");
        assertThat(EntityUtils.toString(response.getEntity())).isEqualTo("{\"error\":\"budget\"}");
      }
      assertThat(server.hits).isEmpty();

      governor.decision = Decision.PASS;
      server.answers(200, "hello");
      assertThat(text(one, post("{}"))).isEqualTo("hello");
      server.hits.clear();
    }
  }

  @Test
  void refusesByException() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));

    for (CloseableHttpClient one : List.of(client, minimal)) {
      assertThatThrownBy(() -> one.execute(post("{}")))
          .isExactlyInstanceOf(BudgetExceededIOException.class)
          .hasMessage("account default has spent all");
    }
    assertThat(server.hits).isEmpty();
  }

  @Test
  void countsTheAnswerToAChallengeAsAnAttempt() throws Exception {
    server.answersWith(401, "WWW-Authenticate", "Basic realm=\"x\"", "no").answers(200, "hello");

    assertThat(text(client, post("{}"))).isEqualTo("hello");

    assertThat(server.hits).hasSize(2);
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "answered 401", "attempt", "response 200", "end");
  }

  @Test
  void refusesAnAttemptAndLosesNoConnection() throws Exception {
    governor.attemptsAllowed = 1;
    server.answersWith(401, "WWW-Authenticate", "Basic realm=\"x\"", "no").answers(200, "hello");

    assertThatThrownBy(() -> client.execute(post("{}")))
        .isExactlyInstanceOf(BudgetExceededIOException.class);
    assertThat(server.hits).hasSize(1);

    assertThat(text(client, post("{}"))).isEqualTo("hello");
  }

  @Test
  void decidesAnewAboutARedirect() throws Exception {
    server.answersWith(307, "Location", server.url("/v1/other"), "moved").answers(200, "hello");

    assertThat(text(client, post("{}"))).isEqualTo("hello");

    assertThat(server.hits).extracting(TestServer.Hit::body).containsExactly("{}", "{}");
    assertThat(governor.requests)
        .containsExactly(
            "apache-5 POST 127.0.0.1 /v1/chat true", "apache-5 POST 127.0.0.1 /v1/other true");
  }

  @Test
  void aRequestInsideACallIsNoAttemptOfIt() throws Exception {
    server.answers(200, "inner").answers(200, "hello");
    CloseableHttpClient nesting =
        builder()
            .addRequestInterceptorLast(
                (request, entity, context) -> text(minimal, new HttpGet(server.url("/page"))))
            .build();

    assertThat(text(nesting, post("{}"))).isEqualTo("hello");

    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void sendsAnotherBodyAndLeavesTheAppsAlone() throws Exception {
    governor.decision = Decision.replace("{\"n\":1}".getBytes(StandardCharsets.UTF_8), true);
    for (CloseableHttpClient one : List.of(client, minimal)) {
      server.hits.clear();
      server.answers(200, "hello");
      HttpPost post = post("{}");
      HttpEntity body = post.getEntity();

      assertThat(text(one, post)).isEqualTo("hello");

      assertThat(post.getEntity()).isSameAs(body);
      assertThat(server.hits.get(0).body()).isEqualTo("{\"n\":1}");
      assertThat(server.hits.get(0).headers().getFirst("Content-Length")).isEqualTo("7");
      assertThat(server.hits.get(0).headers().getFirst("Content-Type"))
          .startsWith("application/json");
      assertThat(server.hits.get(0).headers().getFirst("Accept-Encoding")).isNull();
    }
  }

  @Test
  void theAppMeetsTheFailureOfItsOwnBody() {
    HttpEntity failing =
        new HttpEntityWrapper(new StringEntity("{}", ContentType.APPLICATION_JSON)) {
          @Override
          public void writeTo(OutputStream out) throws IOException {
            out.write('{');
            throw new IOException("the app's own");
          }
        };

    assertThatThrownBy(() -> client.execute(post(failing))).hasMessage("the app's own");
    assertThat(governor.events).startsWith("decide", "failed IOException");
    assertThat(server.hits).allSatisfy(hit -> assertThat(hit.body()).isNotEqualTo("{}"));
  }

  @Test
  void stopsTheBodyOfACallThatTheAppGaveUp() {
    for (CloseableHttpClient one : List.of(client, minimal)) {
      governor.events.clear();
      AtomicInteger writes = new AtomicInteger();
      HttpPost post = post("");
      post.setEntity(
          new HttpEntityWrapper(new StringEntity("{}", ContentType.APPLICATION_JSON)) {
            @Override
            public void writeTo(OutputStream out) throws IOException {
              while (writes.get() < 1000) {
                out.write('x');
                if (writes.incrementAndGet() == 3) {
                  post.cancel();
                }
              }
            }
          });

      // The client's own words for a call that was cancelled before it had a connection.
      assertThatThrownBy(() -> one.execute(post)).hasMessageStartingWith("Endpoint not acquired");
      assertThat(writes).hasValue(3);
      assertThat(governor.events).startsWith("decide", "failed InterruptedIOException");
      assertThat(server.hits).isEmpty();
    }
  }

  @Test
  void hidesWhatTheAppDidNotAskFor() throws Exception {
    governor.taps = () -> governor.new HidingTap();
    server.answers(200, "a#b", "##", "c");

    assertThat(text(client, post("{}"))).isEqualTo("abc");
    assertThat(governor.seen()).isEqualTo("a#b##c");
  }

  @Test
  void tellsOfAResponseThatIsNotReadToItsEnd() throws Exception {
    server.answers(200, "hello", "there");
    try (CloseableHttpResponse response = client.execute(post("{}"));
        InputStream in = response.getEntity().getContent()) {
      assertThat(in.read()).isEqualTo('h');
    }
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "abort");
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
          Gate.set(Gate.APACHE_5, new BrokenHook(fault));
          Rig.forget();
        }
      }
      int hits = server.hits.size();
      server.answers(200, "hello");

      assertThat(text(client, post("{}"))).as(where).isEqualTo("hello");
      assertThat(server.hits).as(where).hasSize(hits + 1);
      assertThat(server.hits.get(hits).body()).isEqualTo("{}");
      assertThat(Gate.faults()).as(where).isGreaterThan(faults);
      faults = Gate.faults();
    }
  }
}
