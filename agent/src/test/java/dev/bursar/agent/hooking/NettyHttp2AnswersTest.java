package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an app reads from Netty's HTTP/2 where it reads frames itself. */
@Timeout(30)
class NettyHttp2AnswersTest extends NettyHttp2Frames {
  @Test
  void givesTheAppWhatTheTapMakesOfTheBody() {
    governor.taps = () -> governor.new HidingTap();
    post(3);
    server.head(3, new DefaultHttp2Headers().status("200").set("content-length", "7"), false);
    server.data(3, "##", false);
    talk();
    server.data(3, "ab#c", false);
    talk();
    server.data(3, "d#", true);
    talk();
    assertThat(client.said()).isEqualTo("3: HEADERS 200, 3: DATA ab, 3: DATA cd.");
    assertThat(client.heads.get(0).contains("content-length")).isFalse();
    assertThat(governor.seen()).isEqualTo("##ab#cd#");
  }

  /** More than a window of it, so that each byte must be given back, and none twice. */
  @Test
  void theWindowSurvivesBytesThatAreHidden() throws Exception {
    governor.taps = () -> governor.new HidingTap();
    client.consumesLate = true;
    int window = client.window();
    post(3);
    server.head(3, new DefaultHttp2Headers().status("200"), false);
    StringBuilder given = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      server.data(3, (i % 3 == 0 ? "#" : "abc#").repeat(250), i == 299);
      talk();
      given.append(client.said());
      client.consume();
      talk();
    }
    given.append(client.said());
    assertThat(given.toString().replaceAll("[^abc]", "")).hasSize(200 * 250 * 3);
    assertThat(given.toString()).endsWith(".").doesNotContain("#");
    assertThat(governor.events).endsWith("response 200", "end");
    assertThat(client.window()).isGreaterThan(window / 2);
    assertThat(client.channel.isActive()).isTrue();
    server.said();

    post(5);
    answer(5, "on it goes");
    assertThat(server.said()).contains("5: HEADERS");
  }

  /** What was held back is given to the app with what came later, and consumed once. */
  @Test
  void theWindowSurvivesBytesThatAreHeldBack() {
    governor.taps = () -> new Gathering(governor);
    client.consumesItself = true;
    int window = client.window();
    post(3);
    server.head(3, new DefaultHttp2Headers().status("200"), false);
    for (int i = 0; i < 200; i++) {
      server.data(3, (i % 10 == 9 ? "!" : "a").repeat(1_000), i == 199);
      talk();
    }
    client.channel.checkException();
    assertThat(client.said().replaceAll("[^a!]", "")).hasSize(200_000);
    assertThat(client.window()).isGreaterThan(window / 2);
    assertThat(governor.events).endsWith("response 200", "end");
  }

  /** Holds all back until a mark comes. */
  private static final class Gathering extends ScriptedGovernor.WatchingTap {
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    Gathering(ScriptedGovernor governor) {
      governor.super();
    }

    @Override
    public boolean rewrites() {
      return true;
    }

    @Override
    public ByteBuffer data(ByteBuffer bytes) {
      note(bytes);
      byte[] more = new byte[bytes.remaining()];
      bytes.duplicate().get(more);
      held.writeBytes(more);
      if (more[0] != '!') {
        return ByteBuffer.allocate(0);
      }
      ByteBuffer all = ByteBuffer.wrap(held.toByteArray());
      held.reset();
      return all;
    }
  }

  @Test
  void whatWasHeldBackComesBeforeTheTrailers() {
    governor.taps = () -> governor.new HidingTap();
    post(3);
    server.head(3, new DefaultHttp2Headers().status("200"), false);
    server.data(3, "ab", false);
    server.head(3, new DefaultHttp2Headers().set("x-sum", "1"), true);
    talk();
    assertThat(client.said()).isEqualTo("3: HEADERS 200, 3: DATA a, 3: DATA b, 3: HEADERS after.");
    assertThat(governor.events).endsWith("end");
  }

  @Test
  void readsAnAnswerThatIsOnlyAHead() {
    post(3);
    server.head(3, new DefaultHttp2Headers().status("103"), false);
    answer(3);
    assertThat(client.said()).isEqualTo("3: HEADERS 103, 3: HEADERS 200.");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }
}
