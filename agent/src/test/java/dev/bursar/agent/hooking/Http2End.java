package dev.bursar.agent.hooking;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One end of an HTTP/2 connection in memory, whose app reads and writes frames itself: by Netty's
 * encoder and a listener at its decoder.
 */
final class Http2End extends Http2FrameAdapter {
  /** What the app was told, in order: {@code 3: HEADERS 200}, {@code 3: DATA hello.}, … */
  final List<String> read = new ArrayList<>();

  /** The heads that it was given, in order. */
  final List<Http2Headers> heads = new ArrayList<>();

  final Handler handler;
  final EmbeddedChannel channel;

  /** How the last write fares. */
  ChannelFuture written;

  /** Whether the app gives bytes back only when {@link #consume} is called. */
  boolean consumesLate;

  /** Whether it gives them back while it is told of them, but not by what it returns. */
  boolean consumesItself;

  private final List<int[]> unconsumed = new ArrayList<>();

  Http2End(boolean server) {
    handler = new Builder(server, this).build();
    channel = new EmbeddedChannel(handler);
  }

  /** Carries bytes to and fro until neither end has any more. */
  static void talk(EmbeddedChannel one, EmbeddedChannel other) {
    boolean moved = true;
    while (moved) {
      moved = move(one, other);
      moved |= move(other, one);
    }
  }

  private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
    from.runPendingTasks();
    from.flush();
    ByteBuf bytes = from.readOutbound();
    boolean any = bytes != null;
    for (; bytes != null; bytes = from.readOutbound()) {
      if (to.isActive()) {
        ChannelFuture unused = to.writeOneInbound(bytes);
      } else {
        bytes.release();
      }
    }
    if (any && to.isActive()) {
      to.flushInbound();
    }
    to.runPendingTasks();
    return any;
  }

  ChannelHandlerContext context() {
    return channel.pipeline().context(handler);
  }

  static Http2Headers request(String method, String path) {
    return new DefaultHttp2Headers()
        .method(method)
        .scheme("https")
        .authority("models.example:8080")
        .path(path);
  }

  static Http2Headers answer(String status) {
    return new DefaultHttp2Headers().status(status);
  }

  void head(int id, Http2Headers headers, boolean ends) {
    written =
        handler
            .encoder()
            .writeHeaders(context(), id, headers, 0, (short) 16, false, 0, ends, promise());
  }

  void data(int id, String text, boolean ends) {
    ByteBuf data = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    written = handler.encoder().writeData(context(), id, data, 0, ends, promise());
  }

  void reset(int id) {
    written = handler.encoder().writeRstStream(context(), id, 8, promise());
  }

  private ChannelPromise promise() {
    return context().newPromise();
  }

  /** What the app was told since it was asked last. */
  String said() {
    String all = String.join(", ", read);
    read.clear();
    return all;
  }

  /** How many more bytes the other end may send on the whole connection. */
  int window() {
    Http2Stream all = handler.connection().connectionStream();
    return handler.connection().local().flowController().windowSize(all);
  }

  /** Gives back all that was read. */
  void consume() throws Http2Exception {
    for (int[] bytes : unconsumed) {
      Http2Stream stream = handler.connection().stream(bytes[0]);
      if (stream != null) {
        handler.connection().local().flowController().consumeBytes(stream, bytes[1]);
      }
    }
    unconsumed.clear();
    handler.flush(context());
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean ends) {
    CharSequence what = headers.status() == null ? headers.path() : headers.status();
    read.add(id + ": HEADERS " + (what == null ? "after" : what) + (ends ? "." : ""));
    heads.add(headers);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int id,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean ends) {
    onHeadersRead(ctx, id, headers, padding, ends);
  }

  @Override
  public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends)
      throws Http2Exception {
    read.add(id + ": DATA " + data.toString(StandardCharsets.UTF_8) + (ends ? "." : ""));
    if (consumesLate || consumesItself) {
      unconsumed.add(new int[] {id, data.readableBytes() + padding});
      if (consumesItself) {
        consume();
      }
      return 0;
    }
    return data.readableBytes() + padding;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int id, long error) {
    read.add(id + ": RESET " + error);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int id, int increment) {
    read.add(id + ": WINDOW " + increment);
  }

  /** Tells the app of a stream's failure, as Vert.x does. */
  static final class Handler extends Http2ConnectionHandler {
    private final Http2End end;

    Handler(
        Http2ConnectionDecoder decoder,
        Http2ConnectionEncoder encoder,
        Http2Settings settings,
        Http2End end) {
      super(decoder, encoder, settings);
      this.end = end;
    }

    @Override
    protected void onStreamError(
        ChannelHandlerContext ctx,
        boolean outbound,
        Throwable cause,
        Http2Exception.StreamException failure) {
      end.read.add(failure.streamId() + ": FAILED " + failure.getCause().getMessage());
      super.onStreamError(ctx, outbound, cause, failure);
    }
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<Handler, Builder> {
    private final Http2End end;

    Builder(boolean server, Http2End end) {
      this.end = end;
      server(server);
      frameListener(end);
    }

    @Override
    protected Handler build() {
      return super.build();
    }

    @Override
    protected Handler build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new Handler(decoder, encoder, settings, end);
    }
  }
}
