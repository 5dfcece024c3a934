package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes through Netty's object codec on one HTTP/2 stream. */
@Timeout(30)
class NettyHttp2Test {
  private final ScriptedGovernor governor = new ScriptedGovernor();
  private EmbeddedChannel stream;
  private long faults;

  @BeforeEach
  void open() {
    Rig.govern(governor);
    faults = Gate.faults();
    stream = new EmbeddedChannel(new Http2StreamFrameToHttpObjectCodec(false));
  }

  @AfterEach
  void close() {
    stream.finishAndReleaseAll();
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
  }

  private static FullHttpRequest post() {
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/v1/chat", utf8("{}"));
    request.headers().set("host", "models.example").set("content-length", 2);
    return request;
  }

  private static ByteBuf utf8(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private String read() {
    StringBuilder all = new StringBuilder();
    for (HttpObject in = stream.readInbound(); in != null; in = stream.readInbound()) {
      if (in instanceof HttpResponse) {
        all.append(((HttpResponse) in).status().code()).append(' ');
      }
      if (in instanceof HttpContent) {
        all.append(((HttpContent) in).content().toString(StandardCharsets.UTF_8));
        ((HttpContent) in).release();
      }
      if (in instanceof LastHttpContent) {
        all.append('.');
      }
    }
    return all.toString();
  }

  private void answers(boolean atOnce, String... pieces) {
    stream.writeInbound(
        new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200"), atOnce));
    for (int i = 0; i < pieces.length; i++) {
      stream.writeInbound(new DefaultHttp2DataFrame(utf8(pieces[i]), i == pieces.length - 1));
    }
  }

  @Test
  void passesOnceWithAnotherBody() {
    governor.decision = Decision.replace("{\"max\":1}".getBytes(StandardCharsets.UTF_8), false);
    stream.writeOutbound(post());
    Http2HeadersFrame head = stream.readOutbound();
    Http2DataFrame body = stream.readOutbound();
    assertThat(head.headers().get("content-length")).hasToString("9");
    assertThat(body.content().toString(StandardCharsets.UTF_8)).isEqualTo("{\"max\":1}");
    assertThat(body.isEndStream()).isTrue();
    body.release();

    answers(false, "hel", "lo");
    assertThat(read()).isEqualTo("200 hello.");
    assertThat(governor.requests).containsExactly("netty POST models.example /v1/chat false");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
    assertThat(governor.seen()).isEqualTo("hello");
  }

  /** The newest Reactor Netty writes its body so. */
  @Test
  void readsABodyThatIsWrittenAsFrames() {
    HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/v1/chat");
    head.headers().set("host", "models.example");
    stream.writeOutbound(
        head, new DefaultHttp2DataFrame(utf8("{}"), false), LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(governor.bodies).containsExactly("{}");
    stream.releaseOutbound();
  }

  @Test
  void refusesByAResponse() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    assertThat(stream.writeAndFlush(post()).isSuccess()).isTrue();
    stream.runPendingTasks();
    assertThat(stream.outboundMessages()).isEmpty();
    assertThat(read()).isEqualTo("402 {\"error\":\"budget\"}.");
    assertThat(governor.events).containsExactly("decide");
  }

  @Test
  void givesTheAppWhatTheTapMakesOfTheBody() {
    governor.taps = () -> governor.new HidingTap();
    stream.writeOutbound(post());
    stream.releaseOutbound();
    answers(false, "##", "ab#c", "d#");
    assertThat(read()).isEqualTo("200 abcd.");
    assertThat(governor.seen()).isEqualTo("##ab#cd#");
  }

  @Test
  void readsAnAnswerThatIsOnlyAHead() {
    stream.writeOutbound(post());
    stream.releaseOutbound();
    answers(true);
    assertThat(read()).isEqualTo("200 .");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void tellsOfAStreamThatIsReset() {
    stream.writeOutbound(post());
    stream.releaseOutbound();
    answers(false);
    stream.close().syncUninterruptibly();
    stream.runPendingTasks();
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "response 200", "abort ClosedChannelException");
  }
}
