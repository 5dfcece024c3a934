package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same by HTTP/2, where an app writes the frames itself. */
@Timeout(30)
class NettyHttp2EventLoopTest {
  private final ScriptedGovernor governor = new ScriptedGovernor();
  private final WatchedLoop loop = new WatchedLoop();
  private final NioEventLoopGroup serverLoops = new NioEventLoopGroup(1);
  private final AtomicInteger hits = new AtomicInteger();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private Channel connection;
  private long faults;

  @BeforeEach
  void connect() {
    Rig.forget(); // A hook that has not found its governor ready before.
    Rig.govern(governor);
    faults = Gate.faults();
    Channel server =
        new ServerBootstrap()
            .group(serverLoops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                initializer(Http2FrameCodecBuilder.forServer(), initializer(new Provider())))
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
    connection =
        new Bootstrap()
            .group(loop.group())
            .channel(NioSocketChannel.class)
            .handler(initializer(Http2FrameCodecBuilder.forClient(), initializer()))
            .connect(server.localAddress())
            .syncUninterruptibly()
            .channel();
  }

  @AfterEach
  void close() {
    loop.close();
    serverLoops.shutdownGracefully().syncUninterruptibly();
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
  }

  private static ChannelInitializer<Channel> initializer(
      Http2FrameCodecBuilder codec, ChannelHandler streams) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(codec.build(), new Http2MultiplexHandler(streams));
      }
    };
  }

  private static ChannelInitializer<Channel> initializer(ChannelHandler... handlers) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(handlers);
      }
    };
  }

  @ChannelHandler.Sharable
  private final class Provider extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      boolean last = frame instanceof Http2DataFrame data && data.isEndStream();
      ReferenceCountUtil.release(frame);
      if (last) {
        hits.incrementAndGet();
        ChannelFuture unused = context.write(new DefaultHttp2HeadersFrame(Http2End.answer("200")));
        unused = context.writeAndFlush(new DefaultHttp2DataFrame(utf8("hello"), true));
      }
    }
  }

  private final class Reader extends ChannelInboundHandlerAdapter {
    private String read = "";

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      if (frame instanceof Http2HeadersFrame head) {
        read = head.headers().status() + " ";
      } else if (frame instanceof Http2DataFrame data) {
        read += data.content().toString(StandardCharsets.UTF_8);
        if (data.isEndStream()) {
          answers.add(read);
        }
      }
      ReferenceCountUtil.release(frame);
    }
  }

  private static ByteBuf utf8(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private void post() throws Exception {
    Channel stream =
        new Http2StreamChannelBootstrap(connection).handler(new Reader()).open().sync().getNow();
    Http2StreamFrame head = new DefaultHttp2HeadersFrame(Http2End.request("POST", "/v1/chat"));
    ChannelFuture unused = stream.write(head);
    unused = stream.writeAndFlush(new DefaultHttp2DataFrame(utf8("{}"), true));
  }

  @Test
  void callsPassWithoutAWait() throws Exception {
    for (int i = 0; i < 3; i++) {
      post();
      assertThat(answers.take()).isEqualTo("200 hello");
    }
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    post();
    assertThat(answers.take()).startsWith("402 ");
    assertThat(hits).hasValue(3);
    assertThat(governor.requests)
        .hasSize(4)
        .containsOnly("netty-http2 POST models.example /v1/chat false");
    assertThat(loop.blocked()).isNull();
  }

  @Test
  void aGovernorThatIsNotReadyIsAwaitedElsewhere() throws Exception {
    governor.opening = new CountDownLatch(1);
    post();
    post();
    loop.group().submit(() -> "the event loop works on").get();
    assertThat(hits).hasValue(0);

    governor.opening.countDown();
    assertThat(answers.take()).isEqualTo("200 hello");
    assertThat(answers.take()).isEqualTo("200 hello");
    assertThat(hits).hasValue(2);
    assertThat(loop.blocked()).isNull();
  }
}
