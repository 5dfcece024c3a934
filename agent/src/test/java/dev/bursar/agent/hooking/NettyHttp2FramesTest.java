package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes out through Netty's HTTP/2 where an app writes frames itself, as Vert.x does. */
@Timeout(30)
class NettyHttp2FramesTest extends NettyHttp2Frames {
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
