package dev.bursar.interceptors.nettyhttp2;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Runs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Stands between a connection's decoder and who listens to it: shows responses that are followed to
 * their taps. Put there when the first request is followed, so on connections from before an attach
 * too.
 *
 * <p>Threading: the event loop's.
 */
final class NettyHttp2Listener extends Http2FrameListenerDecorator {
  private final NettyHttp2Connection connection;

  NettyHttp2Listener(NettyHttp2Connection connection, Http2FrameListener listener) {
    super(listener);
    this.connection = connection;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int padding,
      boolean endOfStream)
      throws Http2Exception {
    NettyHttp2Tee tee = seen(ctx, streamId, headers, endOfStream);
    Object[] taken = tee == null ? null : Runs.workFor(tee.run());
    try {
      super.onHeadersRead(ctx, streamId, headers, padding, endOfStream);
    } finally {
      Runs.leave(taken);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endOfStream)
      throws Http2Exception {
    NettyHttp2Tee tee = seen(ctx, streamId, headers, endOfStream);
    Object[] taken = tee == null ? null : Runs.workFor(tee.run());
    try {
      super.onHeadersRead(
          ctx, streamId, headers, streamDependency, weight, exclusive, padding, endOfStream);
    } finally {
      Runs.leave(taken);
    }
  }

  private NettyHttp2Tee tee(int id) {
    NettyHttp2Stream stream = connection.stream(id);
    return stream == null ? null : stream.tee();
  }

  /** A response's head, a head before it that says to wait, or what follows its body. */
  private NettyHttp2Tee seen(ChannelHandlerContext ctx, int id, Http2Headers headers, boolean ends)
      throws Http2Exception {
    NettyHttp2Tee tee = tee(id);
    CharSequence status = headers.status();
    if (tee == null || (status != null && status.length() > 0 && status.charAt(0) == '1')) {
      return tee;
    }
    if (status != null) {
      tee.head(headers);
    } else if (tee.rewrites()) {
      int consumed = handOn(ctx, id, tee, Unpooled.EMPTY_BUFFER, 0, ends, false);
      int unused = connection.stream(id).received(consumed);
    }
    if (ends) {
      tee.end();
    }
    return tee;
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
      throws Http2Exception {
    NettyHttp2Tee tee = tee(streamId);
    if (tee == null) {
      return super.onDataRead(ctx, streamId, data, padding, endOfStream);
    }
    Object[] taken = Runs.workFor(tee.run());
    try {
      if (tee.rewrites()) {
        return handOn(ctx, streamId, tee, data, padding, endOfStream, endOfStream);
      }
      see(tee, data, endOfStream);
      return super.onDataRead(ctx, streamId, data, padding, endOfStream);
    } finally {
      Runs.leave(taken);
    }
  }

  private static void see(NettyHttp2Tee tee, ByteBuf data, boolean ends) {
    try {
      tee.data(data);
      if (ends) {
        tee.end();
      }
    } catch (Throwable fault) {
      Gate.fault(fault);
      tee.abort(fault);
    }
  }

  /**
   * Hands on what the tap makes of some of a body.
   *
   * @param last whether no more of the body comes
   * @param ends whether this is the last frame of the stream
   * @return how many bytes of what was received are not waited for by the app
   */
  private int handOn(
      ChannelHandlerContext ctx,
      int id,
      NettyHttp2Tee tee,
      ByteBuf data,
      int padding,
      boolean last,
      boolean ends)
      throws Http2Exception {
    ByteBuf changed;
    try {
      changed = tee.rewritten(data, last, ctx.alloc());
    } catch (Throwable fault) {
      Gate.fault(fault);
      tee.abort(fault);
      changed = data.retain();
    }
    try {
      int hidden = data.readableBytes() - changed.readableBytes();
      if (hidden < 0) {
        connection.stream(id).give(-hidden);
      }
      if (!changed.isReadable() && !ends) {
        return data.readableBytes() + padding;
      }
      return super.onDataRead(ctx, id, changed, padding, ends) + Math.max(hidden, 0);
    } finally {
      changed.release();
    }
  }
}
