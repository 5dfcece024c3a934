package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How what an app writes as HTTP/2 frames itself ends before it is answered. */
@Timeout(30)
class NettyHttp2EndsTest extends NettyHttp2Frames {
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
}
