package dev.bursar.interceptors.nettyhttp2;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.EventLoopWaits;
import dev.bursar.interceptors.FaultPoint;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.OngoingSending;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import io.netty.util.AttributeKey;
import io.netty.util.collection.IntObjectHashMap;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.RejectedExecutionException;

/**
 * What of one HTTP/2 connection is followed. It begins with the first stream that is, lives on the
 * channel, and ends with it.
 *
 * <p>Streams must be opened in the order of their numbers. So what opens one while the requests of
 * others are still being written sends the heads of those first, and no request waits for another's
 * body.
 *
 * <p>Threading: the event loop of the connection's handler.
 */
final class NettyHttp2Connection extends Http2ConnectionAdapter {
  private static final AttributeKey<Object> KEY = AttributeKey.valueOf("dev.bursar.netty-http2");

  private static final String GRPC = "application/grpc";

  private final EventLoopWaits waits;
  private final Http2ConnectionEncoder encoder;
  private final Http2ConnectionHandler handler;
  private final ChannelHandlerContext context;
  private final NettyHttp2Answers answers;
  private final IntObjectHashMap<NettyHttp2Stream> streams = new IntObjectHashMap<>();

  /** Requests of which nothing was sent, by their streams' numbers. */
  private final ArrayDeque<NettyHttp2Hold> unsent = new ArrayDeque<>(4);

  private boolean waiting;
  private boolean waited;

  private NettyHttp2Connection(
      EventLoopWaits waits, Http2ConnectionEncoder encoder, ChannelHandlerContext context) {
    this.waits = waits;
    this.encoder = encoder;
    this.context = context;
    this.handler = (Http2ConnectionHandler) context.handler();
    Http2FrameListener app = handler.decoder().frameListener();
    this.answers = new NettyHttp2Answers(this, handler, context, app);
    handler.decoder().frameListener(new NettyHttp2Listener(this, app));
  }

  private static NettyHttp2Connection of(Channel channel) {
    Object connection = channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
    return connection instanceof NettyHttp2Connection ? (NettyHttp2Connection) connection : null;
  }

  /** Begins one; null where the handler is not one that can be followed. */
  private static NettyHttp2Connection on(
      Channel channel, EventLoopWaits waits, DefaultHttp2ConnectionEncoder encoder) {
    ChannelHandlerContext context = channel.pipeline().context(Http2ConnectionHandler.class);
    if (context == null
        || ((Http2ConnectionHandler) context.handler()).connection() != encoder.connection()) {
      return null;
    }
    NettyHttp2Connection made = new NettyHttp2Connection(waits, encoder, context);
    Http2Connection connection = encoder.connection();
    connection
        .local()
        .flowController(new NettyHttp2Window(made, connection.local().flowController()));
    connection.addListener(made);
    channel.attr(KEY).set(made);
    return made;
  }

  /**
   * Data is about to be written.
   *
   * @return whether it was taken, with its promise, and is not to be written now
   */
  static boolean data(int id, ByteBuf data, boolean ends, ChannelPromise promise) {
    NettyHttp2Connection connection = of(promise.channel());
    NettyHttp2Stream stream = connection == null ? null : connection.streams.get(id);
    if (stream == null || stream.hold() == null) {
      return false;
    }
    stream.hold().data(data, ends, promise.unvoid());
    return true;
  }

  /**
   * A head, or what follows a body, is about to be written.
   *
   * @param priority see {@link NettyHttp2Head}
   * @return whether it was taken, with its promise, and is not to be written now
   */
  static boolean headers(
      EventLoopWaits waits,
      DefaultHttp2ConnectionEncoder encoder,
      int id,
      Http2Headers headers,
      int[] priority,
      boolean ends,
      ChannelPromise promise) {
    NettyHttp2Connection connection = of(promise.channel());
    NettyHttp2Stream followed = connection == null ? null : connection.streams.get(id);
    if (followed != null) {
      if (followed.hold() == null || followed.hold().isSending()) {
        return false;
      }
      followed.hold().trailers(headers, promise.unvoid());
      return true;
    }
    Http2Stream known = encoder.connection().stream(id);
    if (encoder.connection().isServer() || (known != null && known.isHeadersSent())) {
      return false;
    }
    boolean taken = false;
    try {
      taken = opened(waits, encoder, id, headers, priority, ends, promise);
    } finally {
      NettyHttp2Connection behind = taken ? null : of(promise.channel());
      if (behind != null) {
        behind.sendHeadsBefore(id);
      }
    }
    return taken;
  }

  private static boolean opened(
      EventLoopWaits waits,
      DefaultHttp2ConnectionEncoder encoder,
      int id,
      Http2Headers headers,
      int[] priority,
      boolean ends,
      ChannelPromise promise) {
    if (OngoingSending.current() != null || isGrpc(headers.get(HttpHeaderNames.CONTENT_TYPE))) {
      return false; // Held above, or of nobody whom we know.
    }
    FaultPoint.reach(NettyHttp2Instrumentation.CLIENT, "enter");
    NettyHttp2Connection connection = of(promise.channel());
    boolean asks = waits.ready() || (connection != null && connection.waited);
    int interest = asks ? look(waits, headers) : NettyHttp2Hold.UNKNOWN;
    Run run = Runs.current();
    if (interest == Governor.IGNORE && run == null) {
      return false;
    }
    if (connection == null) {
      connection = on(promise.channel(), waits, encoder);
    }
    if (connection == null || !connection.isOpen(id)) {
      return false;
    }
    NettyHttp2Head head = new NettyHttp2Head(headers, priority);
    NettyHttp2Stream stream = new NettyHttp2Stream();
    connection.streams.put(id, stream);
    if (interest == Governor.IGNORE || interest == Governor.READ) {
      stream.follow(interest == Governor.READ ? connection.read(head) : null, run);
      return false;
    }
    NettyHttp2Hold hold = new NettyHttp2Hold(connection, stream, id, head, run);
    stream.hold(hold);
    connection.unsent.add(hold);
    if (interest == NettyHttp2Hold.UNKNOWN) {
      connection.await();
    } else {
      hold.isCall();
    }
    hold.head(ends, promise.unvoid());
    return true;
  }

  private static boolean isGrpc(CharSequence type) {
    return type instanceof AsciiString
        ? ((AsciiString) type).startsWith(GRPC)
        : type != null && type.toString().startsWith(GRPC);
  }

  static int look(EventLoopWaits waits, Http2Headers headers) {
    return FollowedExchange.look(
        waits.governor(),
        NettyHttp2Head.method(headers),
        NettyHttp2Head.host(headers),
        NettyHttp2Head.path(headers));
  }

  /** Whether a stream is there, as the encoder would make it; where it cannot, the encoder says. */
  private boolean isOpen(int id) {
    try {
      Http2Stream stream = encoder.connection().stream(id);
      if (stream == null) {
        stream = encoder.connection().local().createStream(id, false);
      }
      return stream.state() == Http2Stream.State.OPEN
          || stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE;
    } catch (Http2Exception refused) {
      return false;
    }
  }

  /** The exchange of a request that is a read; null after a fault of ours. */
  FollowedExchange read(NettyHttp2Head head) {
    FollowedExchange exchange =
        FollowedExchange.open(waits.governor(), head.with(new byte[0]), Governor.READ);
    if (exchange == null) {
      return null;
    }
    try {
      exchange.attempt();
    } catch (BudgetExceededIOException impossible) {
      Gate.fault(impossible); // A read costs nothing.
    }
    return exchange;
  }

  EventLoopWaits waits() {
    return waits;
  }

  ChannelHandlerContext context() {
    return context;
  }

  NettyHttp2Answers answers() {
    return answers;
  }

  /** A stream that is followed, or null. */
  NettyHttp2Stream stream(int id) {
    return streams.get(id);
  }

  /** What opens this stream is about to be written, and the heads of those before it are first. */
  void sendHeadsBefore(int id) {
    for (NettyHttp2Hold next = unsent.peek();
        next != null && next.id() < id;
        next = unsent.peek()) {
      next.sendHead();
    }
  }

  /** A request's head is sent, or never will be. */
  void isSent(NettyHttp2Hold request) {
    unsent.remove(request);
  }

  /** Writes a head, after those that come before it. */
  void write(int id, Http2Headers headers, int[] priority, boolean ends, ChannelPromise promise) {
    sendHeadsBefore(id);
    if (priority == null) {
      ChannelFuture unused = encoder.writeHeaders(context, id, headers, 0, ends, promise);
    } else {
      ChannelFuture unused =
          encoder.writeHeaders(
              context,
              id,
              headers,
              priority[0],
              (short) priority[1],
              priority[2] != 0,
              0,
              ends,
              promise);
    }
  }

  /** Writes data. */
  void write(int id, ByteBuf data, boolean ends, ChannelPromise promise) {
    ChannelFuture unused = encoder.writeData(context, id, data, 0, ends, promise);
  }

  void flush() {
    handler.flush(context);
  }

  void later(Runnable task) {
    try {
      context.executor().execute(task);
    } catch (RejectedExecutionException ended) {
      task.run(); // The event loop has ended, and with it all that could run beside this.
    }
  }

  /** Waits, elsewhere, until the governor is ready, and then has it look at what waits for it. */
  private void await() {
    if (waiting) {
      return;
    }
    waiting = true;
    waits.run(
        new Runnable() {
          @Override
          public void run() {
            waits.await();
            later(
                new Runnable() {
                  @Override
                  public void run() {
                    lookAtAll();
                  }
                });
          }
        });
  }

  private void lookAtAll() {
    waiting = false;
    waited = true;
    for (NettyHttp2Hold request : new ArrayList<>(unsent)) {
      request.look();
    }
    flush();
  }

  /** A stream has ended, in whatever way; that of a connection that is closed too. */
  @Override
  public void onStreamClosed(Http2Stream closed) {
    NettyHttp2Stream stream = streams.remove(closed.id());
    if (stream != null) {
      stream.close(new ClosedChannelException());
    }
  }
}
