package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.Decision;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;

/** What is sent: the app's body, written once, or another; in every version. */
final class OkHttpBodyScenarios extends OkHttpFixture {
  OkHttpBodyScenarios(ScriptedGovernor governor, TestServer server) {
    super(governor, server);
  }

  @Scenario
  void sendsAnotherBody() throws Exception {
    governor.decision = Decision.replace("{\"clamped\":1}".getBytes(StandardCharsets.UTF_8), true);
    server.answers(200, "hello");
    Request request =
        post("{}")
            .newBuilder()
            .header("Accept-Encoding", "br")
            .header("Authorization", "Bearer x")
            .build();

    try (Response response = client.newCall(request).execute()) {
      assertThat(response.request()).isSameAs(request);
    }

    TestServer.Hit hit = server.hits.get(0);
    assertThat(hit.body()).isEqualTo("{\"clamped\":1}");
    assertThat(hit.headers().getFirst("Content-Length")).isEqualTo("13");
    assertThat(hit.headers().getFirst("Authorization")).isEqualTo("Bearer x");
    assertThat(hit.headers().getFirst("Accept-Encoding")).isEqualTo("gzip");
  }

  @Scenario
  void writesTheAppsBodyOnce() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    InputStream once = new ByteArrayInputStream("streamed".getBytes(StandardCharsets.UTF_8));
    RequestBody body =
        new RequestBody() {
          @Override
          public MediaType contentType() {
            return JSON;
          }

          @Override
          public boolean isOneShot() {
            return true;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            writes.incrementAndGet();
            sink.writeAll(Okio.source(once));
          }
        };
    server.answers(200, "hello");

    text(client, post(body));

    assertThat(writes).hasValue(1);
    assertThat(governor.bodies).containsExactly("streamed");
    assertThat(server.hits.get(0).body()).isEqualTo("streamed");
    assertThat(server.hits.get(0).headers().getFirst("Transfer-Encoding")).isEqualTo("chunked");
  }

  @Scenario
  void doesNotReadABodyThatIsTooLong() throws Exception {
    governor.max = 3;
    server.answers(200, "hello");

    text(client, post("four"));

    assertThat(governor.bodies).containsExactly("null");
    assertThat(server.hits.get(0).body()).isEqualTo("four");
  }

  @Scenario
  void showsTheAppWhatItsBodyThrew() {
    for (Exception own :
        List.of(new IOException("the app's own"), new IllegalStateException("the app's own"))) {
      governor.events.clear();
      RequestBody body =
          new RequestBody() {
            @Override
            public MediaType contentType() {
              return JSON;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
              if (own instanceof IOException checked) {
                throw checked;
              }
              throw (RuntimeException) own;
            }
          };

      assertThatThrownBy(() -> client.newCall(post(body)).execute()).isSameAs(own);
      assertThat(governor.events)
          .containsExactly("decide", "failed " + own.getClass().getSimpleName());
    }
    assertThat(server.hits).isEmpty();
  }

  @Scenario
  void stopsTheBodyOfACancelledCall() {
    EndlessBody body = new EndlessBody();
    Call call = client.newCall(post(body));
    body.atThird = call::cancel;

    assertThatThrownBy(call::execute).isInstanceOf(IOException.class).hasMessage("Canceled");

    assertThat(body.writes).isEqualTo(3);
    assertThat(governor.events).containsExactly("decide", "failed IOException");
    assertThat(server.hits).isEmpty();
  }

  @Scenario
  void stopsTheBodyOfAnInterruptedThread() {
    EndlessBody body = new EndlessBody();
    body.atThird = () -> Thread.currentThread().interrupt();

    assertThatThrownBy(() -> client.newCall(post(body)).execute())
        .isInstanceOf(InterruptedIOException.class)
        .hasMessage("interrupted");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(body.writes).isEqualTo(3);
    assertThat(governor.events).containsExactly("decide", "failed InterruptedIOException");
    assertThat(server.hits).isEmpty();
  }

  /** Writes until it is stopped, or for long enough to see that nothing stops it. */
  private static final class EndlessBody extends RequestBody {
    Runnable atThird;
    int writes;

    @Override
    public MediaType contentType() {
      return JSON;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      while (writes < 1000) {
        sink.writeUtf8("more");
        if (++writes == 3) {
          atThird.run();
        }
        sink.flush();
      }
    }
  }
}
