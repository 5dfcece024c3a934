package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes through Netty's HTTP/2 where an app writes and reads frames itself, as Vert.x does. */
@Timeout(30)
class NettyHttp2FramesTest {
  private static final byte[] LOWERED = "{\"max\":1}".getBytes(StandardCharsets.UTF_8);

  private final ScriptedGovernor governor = new ScriptedGovernor();
  private Http2End client;
  private Http2End server;
  private long faults;

  @BeforeEach
  void connect() {
    Rig.govern(governor);
    faults = Gate.faults();
    client = new Http2End(false);
    server = new Http2End(true);
    talk();
  }

  @AfterEach
  void close() {
    client.channel.finishAndReleaseAll();
    server.channel.finishAndReleaseAll();
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
  }

  private void talk() {
    Http2End.talk(client.channel, server.channel);
  }

  private static Http2Headers post() {
    return Http2End.request("POST", "/v1/chat?x=1")
        .set("content-length", "2")
        .set("accept-encoding", "gzip");
  }

  private void post(int id) {
    client.head(id, post(), false);
    client.data(id, "{}", true);
    talk();
  }

  private void answer(int id, String... pieces) {
    server.head(id, new DefaultHttp2Headers().status("200"), pieces.length == 0);
    for (int i = 0; i < pieces.length; i++) {
      server.data(id, pieces[i], i == pieces.length - 1);
      talk();
    }
    talk();
  }

  @Test
  void passesOnce() {
    post(3);
    assertThat(client.written.isSuccess()).isTrue();
    assertThat(server.said()).isEqualTo("3: HEADERS /v1/chat?x=1, 3: DATA {}.");
    answer(3, "hel", "lo");
    assertThat(client.said()).isEqualTo("3: HEADERS 200, 3: DATA hel, 3: DATA lo.");
    assertThat(governor.requests).containsExactly("netty-http2 POST models.example /v1/chat false");
    assertThat(governor.bodies).containsExactly("{}");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
    assertThat(governor.seen()).isEqualTo("hello");
  }

  @Test
  void passesWithAnotherBody() {
    governor.decision = Decision.replace(LOWERED, true);
    Http2Headers head = post();
    client.head(3, head, false);
    client.data(3, "{", false);
    assertThat(client.written.isSuccess()).as("an app may wait for it").isTrue();
    client.data(3, "}", true);
    talk();
    assertThat(client.written.isSuccess()).isTrue();
    assertThat(server.said()).isEqualTo("3: HEADERS /v1/chat?x=1, 3: DATA {\"max\":1}.");
    assertThat(server.heads.get(0).get("content-length")).hasToString("9");
    assertThat(server.heads.get(0).contains("accept-encoding")).isFalse();
    assertThat(head.get("content-length")).as("the app's own").hasToString("2");
    assertThat(governor.bodies).containsExactly("{}");
  }

  @Test
  void keepsWhatFollowsTheBody() {
    client.head(3, post(), false);
    client.data(3, "{}", false);
    assertThat(governor.events).isEmpty();
    client.head(3, new DefaultHttp2Headers().set("x-sum", "1"), true);
    talk();
    assertThat(server.said()).isEqualTo("3: HEADERS /v1/chat?x=1, 3: DATA {}, 3: HEADERS after.");
  }

  @Test
  void aCallWithoutABodyIsHeldToo() {
    client.head(3, Http2End.request("POST", "/v1/chat"), true);
    talk();
    assertThat(server.said()).isEqualTo("3: HEADERS /v1/chat.");
    assertThat(governor.events).containsExactly("decide", "attempt");
  }

  @Test
  void refusesByAResponse() throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    client.consumesLate = true;
    int window = client.window();
    post(3);
    assertThat(client.written.isSuccess()).isTrue();
    assertThat(client.said()).isEqualTo("3: HEADERS 402, 3: DATA {\"error\":\"budget\"}.");
    assertThat(client.heads.get(0).get("content-length")).hasToString("18");
    assertThat(client.heads.get(0).get("x-should-retry")).hasToString("false");
    client.consume();
    talk();
    assertThat(server.said()).isEmpty();
    assertThat(client.window()).isEqualTo(window);
    assertThat(client.handler.connection().numActiveStreams()).isZero();
    assertThat(governor.events).containsExactly("decide");

    governor.decision = Decision.PASS;
    post(5);
    assertThat(server.said()).isEqualTo("5: HEADERS /v1/chat?x=1, 5: DATA {}.");
  }

  /** An app may consume what it reads while it is still being told of it. */
  @Test
  void refusalsMoveNoWindow() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    client.consumesItself = true;
    int window = client.window();
    for (int id = 3; id < 8_003; id += 2) {
      post(id);
    }
    assertThat(client.said())
        .endsWith("8001: DATA {\"error\":\"budget\"}.")
        .doesNotContain("FAILED");
    assertThat(client.window()).isEqualTo(window);
    assertThat(server.said()).isEmpty();
  }

  @Test
  void refusesByAnException() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));
    post(3);
    assertThat(client.written.cause()).isInstanceOf(BudgetExceededIOException.class);
    assertThat(client.said()).isEqualTo("3: FAILED account default has spent all");
    assertThat(server.said()).isEmpty();
    assertThat(client.channel.isActive()).isTrue();
    assertThat(client.handler.connection().numActiveStreams()).isZero();
  }

  @Test
  void refusesWhatMayNotBeSent() {
    governor.attemptsAllowed = 0;
    post(3);
    assertThat(client.written.cause()).isInstanceOf(BudgetExceededIOException.class);
    assertThat(server.said()).isEmpty();
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "failed BudgetExceededIOException");
  }

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

  @Test
  void tellsOfAStreamThatTheServerResets() {
    post(3);
    server.head(3, new DefaultHttp2Headers().status("200"), false);
    server.reset(3);
    talk();
    assertThat(client.said()).isEqualTo("3: HEADERS 200, 3: RESET 8");
    assertThat(governor.events).endsWith("response 200", "abort ClosedChannelException");
  }

  @Test
  void tellsOfAStreamThatTheAppResets() {
    post(3);
    client.reset(3);
    talk();
    assertThat(server.said()).endsWith("3: RESET 8");
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "failed ClosedChannelException");
  }

  @Test
  void whatComesForAStreamThatIsNoMoreIsGivenBack() {
    post(3);
    int window = client.window();
    server.head(3, new DefaultHttp2Headers().status("200"), false);
    server.data(3, "late".repeat(10_000), false);
    server.channel.flush(); // On its way as the app resets the stream.
    client.reset(3);
    talk();
    client.channel.checkException();
    assertThat(client.said()).isEmpty();
    assertThat(client.window()).isGreaterThan(window / 2);
    assertThat(client.channel.isActive()).isTrue();
  }

  @Test
  void aCallThatIsResetBeforeItIsWholeNeverWas() {
    client.head(3, post(), false);
    client.data(3, "{", false);
    client.reset(3);
    talk();
    assertThat(server.said()).isEmpty();
    assertThat(governor.events).isEmpty();
    post(5);
    assertThat(server.said()).isEqualTo("5: HEADERS /v1/chat?x=1, 5: DATA {}.");
  }

  @Test
  void tellsOfAConnectionThatIsClosed() {
    post(3);
    client.head(5, post(), false);
    client.channel.unsafe().close(client.channel.voidPromise());
    client.channel.runPendingTasks();
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "failed ClosedChannelException");
  }

  @Test
  void aServerThatGoesAwayEndsWhatItWillNotAnswer() {
    post(3);
    ChannelFuture unused =
        server.handler.goAway(
            server.context(), 1, 0, Unpooled.EMPTY_BUFFER, server.context().newPromise());
    talk();
    assertThat(governor.events).endsWith("failed ClosedChannelException");
  }

  /** Streams are opened in the order of their numbers: one that is held must not hold up others. */
  @Test
  void aLaterStreamDoesNotWaitForABody() {
    governor.decision = Decision.replace(LOWERED, true);
    client.head(3, post(), false);
    client.data(3, "{", false);
    client.head(5, Http2End.request("GET", "/other"), true);
    talk();
    assertThat(server.said()).isEqualTo("3: HEADERS /v1/chat?x=1, 5: HEADERS /other.");
    assertThat(server.heads.get(0).contains("content-length")).isFalse();
    assertThat(server.heads.get(0).contains("accept-encoding")).isFalse();
    assertThat(governor.events).isEmpty();
    client.data(3, "}", true);
    talk();
    assertThat(server.said()).isEqualTo("3: DATA {\"max\":1}.");
    assertThat(governor.events).containsExactly("decide", "attempt");
  }

  @Test
  void aBodyOfWhichTheHeadWasSentIsRefusedAllTheSame() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    client.head(3, post(), false);
    client.head(5, post(), false);
    client.head(7, Http2End.request("GET", "/other"), true);
    client.data(3, "{}", true);
    talk();
    assertThat(server.said())
        .isEqualTo(
            "3: HEADERS /v1/chat?x=1, 5: HEADERS /v1/chat?x=1, 7: HEADERS /other., 3: RESET 8");
    assertThat(client.said()).isEqualTo("3: HEADERS 402, 3: DATA {\"error\":\"budget\"}.");
  }

  @Test
  void aCallWaitsForNoOther() {
    client.head(3, post(), false);
    client.head(5, post(), false);
    client.data(5, "{}", true);
    talk();
    assertThat(server.said())
        .isEqualTo("3: HEADERS /v1/chat?x=1, 5: HEADERS /v1/chat?x=1, 5: DATA {}.");
    client.data(3, "{}", true);
    talk();
    assertThat(server.said()).isEqualTo("3: DATA {}.");
  }

  @Test
  void letsAnAppContinueThatWaitsForIt() {
    client.head(3, post().set("expect", "100-continue"), false);
    talk();
    assertThat(client.said()).isEqualTo("3: HEADERS 100");
    assertThat(server.said()).isEmpty();
    client.data(3, "{}", true);
    talk();
    assertThat(server.said()).isEqualTo("3: HEADERS /v1/chat?x=1, 3: DATA {}.");
    assertThat(server.heads.get(0).contains("expect")).isFalse();
  }

  @Test
  void readsAreFollowed() {
    client.head(3, Http2End.request("GET", "/read"), true);
    talk();
    answer(3, "text");
    assertThat(client.said()).isEqualTo("3: HEADERS 200, 3: DATA text.");
    assertThat(governor.requests).containsExactly("netty-http2 GET models.example /read false");
    assertThat(governor.events).containsExactly("attempt", "response 200", "end");
  }

  @Test
  void aBodyThatCannotBeReadIsSentAsItIsWritten() {
    client.head(3, post().set("content-length", Long.toString(1L << 40)), false);
    client.data(3, "{", false);
    talk();
    assertThat(governor.bodies).containsExactly("null");
    client.data(3, "}", false);
    talk();
    assertThat(server.said()).isEqualTo("3: HEADERS /v1/chat?x=1, 3: DATA {, 3: DATA }");
    assertThat(governor.events).containsExactly("decide", "attempt");
  }

  @Test
  void aFaultOfOursLetsTheCallPass() {
    governor.faultInOpen = new IllegalStateException("ours");
    post(3);
    governor.faultInOpen = null;
    governor.faultInLook = new IllegalStateException("ours");
    post(5);
    governor.faultInLook = null;
    governor.faultInResponse = new IllegalStateException("ours");
    post(7);
    answer(7, "hello");
    assertThat(client.said()).isEqualTo("7: HEADERS 200, 7: DATA hello.");
    assertThat(server.said().split("DATA \\{}", -1)).hasSize(4);
    assertThat(Gate.faults() - faults).isEqualTo(3);
    faults = Gate.faults();
  }

  @Test
  void whatIsNotOursCostsNothing() throws Exception {
    Http2Headers grpc =
        Http2End.request("POST", "/v1/Service").set("content-type", "application/grpc");
    ChannelPromise promise = client.context().newPromise();
    ByteBuf data = Unpooled.EMPTY_BUFFER;
    Object encoder =
        new DefaultHttp2ConnectionEncoder(
            client.handler.connection(), new DefaultHttp2FrameWriter());
    post(3);
    long allocated = 0;
    for (int round = 0; round < 20; round++) {
      long before = allocated();
      for (int i = 0; i < 10_000; i++) {
        Object[] head = enter(encoder, grpc, promise);
        Object[] body = enter(encoder, data, promise);
        if (head != null || body != null) {
          throw new AssertionError("taken");
        }
      }
      allocated = allocated() - before;
    }
    assertThat(allocated).as("bytes of 10,000").isLessThan(10_000);
  }

  private static Object[] enter(Object encoder, Object frame, ChannelPromise promise)
      throws Exception {
    return Gate.enter(
        Gate.NETTY_HTTP_2, 99_999, DefaultHttp2ConnectionEncoder.class, encoder, frame, promise);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
