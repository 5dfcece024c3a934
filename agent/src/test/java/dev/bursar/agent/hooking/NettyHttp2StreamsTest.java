package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What goes through Netty's HTTP/2 where each stream is a channel: of frames, as in
 * async-http-client, or of HTTP objects above them, as in Reactor Netty.
 */
@Timeout(30)
class NettyHttp2StreamsTest {
  private final ScriptedGovernor governor = new ScriptedGovernor();
  private final List<String> read = new ArrayList<>();
  private EmbeddedChannel client;
  private Http2End server;
  private long faults;

  @BeforeEach
  void connect() {
    Rig.govern(governor);
    faults = Gate.faults();
    client =
        new EmbeddedChannel(
            Http2FrameCodecBuilder.forClient().build(),
            new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
    server = new Http2End(true);
    talk();
  }

  @AfterEach
  void close() {
    client.finishAndReleaseAll();
    server.channel.finishAndReleaseAll();
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
  }

  private void talk() {
    Http2End.talk(client, server.channel);
  }

  private Http2StreamChannel open(ChannelHandler... above) {
    ChannelInitializer<Channel> handlers =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(above).addLast(new Reader());
          }
        };
    var opening = new Http2StreamChannelBootstrap(client).handler(handlers).open();
    client.runPendingTasks();
    return opening.getNow();
  }

  private final class Reader extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof Http2HeadersFrame head) {
        read.add(head.headers().status().toString());
      } else if (message instanceof HttpResponse head) {
        read.add(head.status().codeAsText().toString());
      }
      if (message instanceof ByteBufHolder part && part.content().isReadable()) {
        read.add(part.content().toString(StandardCharsets.UTF_8));
      }
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      read.add("all");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
      read.add(thrown.getCause().getClass().getSimpleName());
    }
  }

  private static ByteBuf utf8(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private ChannelFuture postFrames(Http2StreamChannel stream) {
    ChannelFuture head =
        stream.write(new DefaultHttp2HeadersFrame(Http2End.request("POST", "/v1/chat"), false));
    ChannelFuture body = stream.writeAndFlush(new DefaultHttp2DataFrame(utf8("{}"), true));
    talk();
    assertThat(head.isDone()).isTrue();
    return body;
  }

  private void answer(int id) {
    server.head(id, new DefaultHttp2Headers().status("200"), false);
    server.data(id, "hello", true);
    talk();
  }

  @Test
  void framesPassOnce() {
    assertThat(postFrames(open()).isSuccess()).isTrue();
    assertThat(server.said()).isEqualTo("3: HEADERS /v1/chat, 3: DATA {}.");
    answer(3);
    assertThat(read).contains("200", "hello");
    assertThat(governor.requests).containsExactly("netty-http2 POST models.example /v1/chat false");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void framesAreRefusedByAResponse() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    Http2StreamChannel stream = open();
    assertThat(postFrames(stream).isSuccess()).isTrue();
    assertThat(read).startsWith("402", "{\"error\":\"budget\"}").endsWith("all");
    assertThat(server.said()).isEmpty();
    assertThat(stream.isOpen()).isFalse();
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void framesAreRefusedByAnException() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));
    ChannelFuture written = postFrames(open());
    assertThat(read).startsWith("BudgetExceededIOException");
    assertThat(written.cause()).isInstanceOf(BudgetExceededIOException.class);
    assertThat(server.said()).isEmpty();
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void aStreamThatIsClosedBeforeItsRequestIsWholeNeverWas() {
    Http2StreamChannel stream = open();
    ChannelFuture head =
        stream.writeAndFlush(
            new DefaultHttp2HeadersFrame(Http2End.request("POST", "/v1/chat"), false));
    assertThat(head.isSuccess()).isTrue();
    stream.close().syncUninterruptibly();
    talk();
    assertThat(server.said()).isEmpty();
    assertThat(governor.events).isEmpty();
  }

  /** The codec of objects stands above the frames, and holds the call there. */
  @Test
  void objectsAboveTheFramesAreHeldOnce() {
    Http2StreamChannel stream = open(new Http2StreamFrameToHttpObjectCodec(false));
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/v1/chat", utf8("{}"));
    request.headers().set("host", "models.example").set("content-length", 2);
    ChannelFuture written = stream.writeAndFlush(request);
    talk();
    assertThat(written.isSuccess()).isTrue();
    assertThat(server.said()).isEqualTo("3: HEADERS /v1/chat, 3: DATA {}.");
    answer(3);
    assertThat(read).contains("200", "hello");
    assertThat(governor.requests).containsExactly("netty POST models.example /v1/chat false");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Test
  void readsAboveTheFramesAreFollowedOnce() {
    Http2StreamChannel stream = open(new Http2StreamFrameToHttpObjectCodec(false));
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/read");
    request.headers().set("host", "models.example");
    ChannelFuture written = stream.writeAndFlush(request);
    talk();
    assertThat(written.isSuccess()).isTrue();
    answer(3);
    assertThat(governor.requests).containsExactly("netty GET models.example /read false");
    assertThat(governor.events).containsExactly("attempt", "response 200", "end");

    ChannelFuture frames = postFrames(open());
    assertThat(frames.isSuccess()).isTrue();
    assertThat(governor.requests).as("what is sent afterwards is looked at").hasSize(2);
  }
}
