package dev.bursar.interceptors.nettyhttp2;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.interceptors.EventLoopWaits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Stands at the encoder of a connection, below all that makes frames: each new stream of a client's
 * passes {@link NettyHttp2Connection#headers}.
 *
 * <p>Threading: each connection's frames come on its own event loop.
 */
public final class NettyHttp2Hook implements Hook {
  private final EventLoopWaits waits;

  /** A hook that asks this governor. */
  public NettyHttp2Hook(Governor governor) {
    waits = new EventLoopWaits(governor);
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    boolean ends = point < 0;
    int stream = ends ? ~point : point;
    Object[] prioritized = second instanceof Object[] ? (Object[]) second : null;
    ChannelPromise promise = (ChannelPromise) (prioritized == null ? second : prioritized[0]);
    boolean taken =
        first instanceof ByteBuf
            ? NettyHttp2Connection.data(stream, (ByteBuf) first, ends, promise)
            : NettyHttp2Connection.headers(
                waits,
                (DefaultHttp2ConnectionEncoder) self,
                stream,
                (Http2Headers) first,
                prioritized == null ? null : (int[]) prioritized[1],
                ends,
                promise);
    return taken ? new Object[] {true, promise.unvoid()} : null;
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    return entered == null ? null : entered[NettyHttp2Instrumentation.PROMISE];
  }
}
