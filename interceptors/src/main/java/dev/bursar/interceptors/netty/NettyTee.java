package dev.bursar.interceptors.netty;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Run;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;

/**
 * One response on its way from the codec to the app: shows a tap each part as it was read, before
 * the app sees it. Nothing is kept, and nothing read ahead of what the app reads.
 *
 * <p>Threading: the event loop's.
 */
final class NettyTee {
  private static final NettyTee NONE = new NettyTee(null, null);

  private final FollowedExchange exchange;
  private final Run run;
  private GuardedTap tap;
  private boolean over;

  private NettyTee(FollowedExchange exchange, Run run) {
    this.exchange = exchange;
    this.run = run;
    this.over = exchange == null;
  }

  /**
   * The response to a request.
   *
   * @param exchange null for a request that is not ours
   * @param run the run that the request is a part of, or null for none
   */
  static NettyTee of(FollowedExchange exchange, Run run) {
    return exchange == null && run == null ? NONE : new NettyTee(exchange, run);
  }

  /** The exchange of the request, or null where it is not followed. */
  FollowedExchange exchange() {
    return exchange;
  }

  /** The run that the request is a part of, or null for none. */
  Run run() {
    return run;
  }

  /** The head was read. */
  void head(HttpResponse response) {
    if (over) {
      return;
    }
    if (response.decoderResult().isFailure()) {
      abort(response.decoderResult().cause());
      return;
    }
    HttpHeaders headers = response.headers();
    tap = exchange.response(response.status().code(), headers::get);
    over = tap == null;
    if (tap != null && tap.rewrites() && headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      headers.remove(HttpHeaderNames.CONTENT_LENGTH);
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
  }

  /**
   * A part of the body was read.
   *
   * @return what to hand on: {@code part} itself, another in its place, or null for nothing yet
   */
  HttpContent part(ChannelHandlerContext codec, HttpContent part) {
    if (over) {
      return part;
    }
    if (part.decoderResult().isFailure()) {
      abort(part.decoderResult().cause());
      return part;
    }
    boolean last = part instanceof LastHttpContent;
    HttpContent handedOn = part;
    try {
      if (tap.rewrites()) {
        handedOn = rewritten(codec, part, last);
      } else {
        show(part.content(), null);
        if (last) {
          tap.end();
        }
      }
    } catch (Throwable fault) {
      Gate.fault(fault);
      abort(fault);
    }
    over |= last;
    return handedOn;
  }

  /** The connection or the stream is gone, or this response can no longer be followed. */
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

  private HttpContent rewritten(ChannelHandlerContext codec, HttpContent part, boolean last) {
    ByteBuf bytes = codec.alloc().buffer(Math.max(part.content().readableBytes(), 16));
    try {
      show(part.content(), bytes);
      if (last) {
        bytes.writeBytes(tap.end());
      }
      if (!last && !bytes.isReadable()) {
        part.release();
        return null;
      }
      HttpContent changed = with(bytes, part);
      bytes = Unpooled.EMPTY_BUFFER;
      part.release();
      return changed;
    } finally {
      bytes.release();
    }
  }

  private static HttpContent with(ByteBuf bytes, HttpContent part) {
    if (part instanceof FullHttpResponse) {
      return ((FullHttpResponse) part).replace(bytes);
    }
    if (part instanceof LastHttpContent) {
      LastHttpContent last = new DefaultLastHttpContent(bytes, false);
      last.trailingHeaders().set(((LastHttpContent) part).trailingHeaders());
      return last;
    }
    return new DefaultHttpContent(bytes);
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
