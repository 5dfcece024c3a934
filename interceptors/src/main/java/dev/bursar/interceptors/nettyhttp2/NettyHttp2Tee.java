package dev.bursar.interceptors.nettyhttp2;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Run;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;

/**
 * One response on its way from the decoder to the app: shows a tap each frame as it was read,
 * before the app sees it. Nothing is kept, and nothing read ahead of what the app reads.
 *
 * <p>Threading: the event loop's.
 */
final class NettyHttp2Tee {
  private final FollowedExchange exchange;
  private final Run run;
  private GuardedTap tap;
  private boolean over;

  /**
   * @param exchange null for a request that is not ours
   * @param run the run that the request is a part of, or null for none
   */
  NettyHttp2Tee(FollowedExchange exchange, Run run) {
    this.exchange = exchange;
    this.run = run;
    this.over = exchange == null;
  }

  /** The run that the request is a part of, or null for none. */
  Run run() {
    return run;
  }

  /** The head was read. */
  void head(final Http2Headers headers) {
    if (over) {
      return;
    }
    try {
      tap =
          exchange.response(
              Integer.parseInt(headers.status().toString()),
              name -> NettyHttp2Head.value(headers, name));
      over = tap == null;
      if (tap != null && tap.rewrites()) {
        headers.remove(HttpHeaderNames.CONTENT_LENGTH);
      }
    } catch (Throwable fault) {
      Gate.fault(fault);
      abort(fault);
    }
  }

  /** Whether the app is to be given what {@link #rewritten} returns. */
  boolean rewrites() {
    return !over && tap != null && tap.rewrites();
  }

  /** Some of the body was read, and is handed on as it is. */
  void data(ByteBuf data) {
    if (!over && tap != null) {
      show(data, null);
    }
  }

  /** The stream has ended; nothing is left to be handed on. */
  void end() {
    if (over) {
      return;
    }
    over = true;
    if (tap != null) {
      ByteBuffer unused = tap.end();
    }
  }

  /**
   * Some of the body was read, or its end.
   *
   * @return what to hand on in its place, for the caller to release
   */
  ByteBuf rewritten(ByteBuf data, boolean last, ByteBufAllocator alloc) {
    ByteBuf bytes = alloc.buffer(Math.max(data.readableBytes(), 16));
    try {
      show(data, bytes);
      if (last) {
        over = true;
        bytes.writeBytes(tap.end());
      }
      return bytes.retain();
    } finally {
      bytes.release();
    }
  }

  /** The stream is gone, or this response can no longer be followed. */
  void abort(Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    if (tap == null) {
      exchange.failed(cause);
    } else {
      tap.abort(cause);
    }
  }

  /**
   * @param into takes what the tap makes of it, or null where it changes nothing
   */
  private void show(ByteBuf content, ByteBuf into) {
    if (!content.isReadable()) {
      return;
    }
    if (content.nioBufferCount() == 1) {
      show(content.nioBuffer(), into);
      return;
    }
    for (ByteBuffer bytes : content.nioBuffers()) {
      show(bytes, into);
    }
  }

  private void show(ByteBuffer bytes, ByteBuf into) {
    ByteBuffer seen = tap.data(bytes);
    if (into != null) {
      into.writeBytes(seen);
    }
  }
}
