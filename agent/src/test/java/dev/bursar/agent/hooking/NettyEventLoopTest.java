package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.blockhound.BlockingOperationError;

/** On a real connection with BlockHound: an event loop never waits for us. */
@Timeout(30)
class NettyEventLoopTest {
  private final ScriptedGovernor governor = new ScriptedGovernor();
  private final TestServer server = new TestServer();
  private final WatchedLoop loop = new WatchedLoop();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private long faults;

  @BeforeEach
  void govern() {
    Rig.forget(); // A hook that has not found its governor ready before.
    Rig.govern(governor);
    faults = Gate.faults();
  }

  @AfterEach
  void close() {
    loop.close();
    server.close();
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
  }

  private Channel connect() {
    ChannelInitializer<Channel> client =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel
                .pipeline()
                .addLast(new HttpClientCodec(), new HttpObjectAggregator(1 << 20), new Reader());
          }
        };
    return new Bootstrap()
        .group(loop.group())
        .channel(NioSocketChannel.class)
        .handler(client)
        .connect("127.0.0.1", URI.create(server.url("/")).getPort())
        .syncUninterruptibly()
        .channel();
  }

  private final class Reader extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      FullHttpResponse response = (FullHttpResponse) message;
      answers.add(
          response.status().code() + " " + response.content().toString(StandardCharsets.UTF_8));
      response.release();
    }
  }

  private static FullHttpRequest post() {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            "/v1/chat",
            Unpooled.copiedBuffer("{}", StandardCharsets.UTF_8));
    request.headers().set("Host", "127.0.0.1").set("Content-Length", 2);
    return request;
  }

  @Test
  void aBlockedEventLoopWouldBeSeen() {
    Callable<String> sleeping =
        () -> {
          Thread.sleep(1);
          return "slept";
        };
    assertThatThrownBy(() -> loop.group().submit(sleeping).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(BlockingOperationError.class);
    assertThat(loop.blocked()).contains("sleep");
  }

  @Test
  void callsPassWithoutAWait() throws Exception {
    server.answers(200, "hello").answers(200, "hello").answers(200, "hello");
    Channel channel = connect();
    for (int i = 0; i < 3; i++) {
      channel.writeAndFlush(post()).sync();
      assertThat(answers.take()).isEqualTo("200 hello");
    }
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    channel.writeAndFlush(post()).sync();
    assertThat(answers.take()).startsWith("402 ");
    assertThat(server.hits).hasSize(3);
    assertThat(loop.blocked()).isNull();
  }

  @Test
  void aGovernorThatIsNotReadyIsAwaitedElsewhere() throws Exception {
    governor.opening = new CountDownLatch(1);
    server.answers(200, "hello").answers(200, "hello");
    Channel first = connect();
    Channel second = connect();
    List<ChannelFuture> writes = List.of(first.writeAndFlush(post()), second.writeAndFlush(post()));
    loop.group().submit(() -> "the event loop works on").get();
    assertThat(governor.events).isEmpty();
    assertThat(server.hits).isEmpty();

    governor.opening.countDown();
    assertThat(answers.take()).isEqualTo("200 hello");
    assertThat(answers.take()).isEqualTo("200 hello");
    assertThat(server.hits).hasSize(2);
    assertThat(writes).allMatch(ChannelFuture::isSuccess);
    assertThat(loop.blocked()).isNull();
  }

  /** It answers in the end, ready or not; the event loop must not be the one that waits. */
  @Test
  void aGovernorThatStaysUnreadyDecidesElsewhere() throws Exception {
    governor.opening = new CountDownLatch(1);
    AtomicReference<String> decider = new AtomicReference<>();
    governor.deciding = () -> decider.set(Thread.currentThread().getName());
    server.answers(200, "hello");
    Channel channel = connect();
    ChannelFuture written = channel.writeAndFlush(post());
    assertThat(answers.take()).isEqualTo("200 hello");
    assertThat(written.isSuccess()).isTrue();
    assertThat(decider.get()).isEqualTo("bursar-waits");
    assertThat(loop.blocked()).isNull();
  }
}
