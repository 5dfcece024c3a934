package dev.bursar.interceptors.nettyhttp2;

import dev.bursar.gate.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;

/**
 * What an app is told in the server's place: by the listener that reads the server's frames. Never
 * in the middle of a write, which the app is not prepared for.
 *
 * <p>Threading: the event loop's.
 */
final class NettyHttp2Answers {
  private final NettyHttp2Connection connection;
  private final Http2ConnectionHandler handler;
  private final ChannelHandlerContext context;
  private final Http2FrameListener app;

  NettyHttp2Answers(
      NettyHttp2Connection connection,
      Http2ConnectionHandler handler,
      ChannelHandlerContext context,
      Http2FrameListener app) {
    this.connection = connection;
    this.handler = handler;
    this.context = context;
    this.app = app;
  }

  /** A request has ended here: answers it. */
  void refuse(final int id, final Refusal refusal) {
    connection.later(
        new Runnable() {
          @Override
          public void run() {
            NettyHttp2Stream stream = connection.stream(id);
            if (stream != null) {
              answer(id, stream, refusal);
            }
          }
        });
  }

  private void answer(int id, NettyHttp2Stream stream, Refusal refusal) {
    byte[] body = refusal.body();
    ByteBuf data = Unpooled.wrappedBuffer(body);
    try {
      app.onHeadersRead(context, id, head(refusal, body.length), 0, false);
      stream.give(body.length);
      int consumed = app.onDataRead(context, id, data, 0, true);
      int unused = stream.received(consumed);
    } catch (Throwable thrown) {
      handler.onError(context, false, thrown);
    } finally {
      data.release();
    }
    context.fireChannelReadComplete();
    reset(id);
  }

  private static Http2Headers head(Refusal refusal, int length) {
    Http2Headers head = new DefaultHttp2Headers(false).status(Integer.toString(refusal.status()));
    String[] headers = refusal.headers();
    for (int i = 0; i < headers.length; i += 2) {
      head.add(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
    }
    return head.setInt(HttpHeaderNames.CONTENT_LENGTH, length);
  }

  /** Ends a stream; the server is told only where it knows of it. */
  private void reset(int id) {
    if (handler.connection().stream(id) != null) {
      ChannelFuture unused =
          handler.resetStream(context, id, Http2Error.CANCEL.code(), context.newPromise());
    }
    connection.flush();
  }

  /** A request has ended here, and its app shall see why: by its stream, then by its write. */
  void fail(final int id, final Throwable cause, final ChannelPromise written) {
    connection.later(
        new Runnable() {
          @Override
          public void run() {
            if (connection.stream(id) != null) {
              handler.onError(context, false, failure(id, cause)); // No codec hands on outbound's.
            }
            written.tryFailure(cause); // Last: some take it for the end of their stream.
          }
        });
  }

  private static Http2Exception failure(int id, Throwable cause) {
    return Http2Exception.streamError(id, Http2Error.CANCEL, cause, "%s", cause.getMessage());
  }

  /** Has the app send the body that it would else hold back until the server has seen the head. */
  void letContinue(final int id) {
    connection.later(
        new Runnable() {
          @Override
          public void run() {
            if (connection.stream(id) != null) {
              tellToContinue(id);
            }
          }
        });
  }

  private void tellToContinue(int id) {
    try {
      app.onHeadersRead(context, id, new DefaultHttp2Headers(false).status("100"), 0, false);
    } catch (Http2Exception thrown) {
      handler.onError(context, false, thrown);
    }
    context.fireChannelReadComplete();
  }
}
