package dev.bursar.interceptors.nettyhttp2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameWriter;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * A connection's flow control, which is not told of bytes that the app has consumed and the server
 * never sent.
 *
 * <p>Threading: the event loop's.
 */
final class NettyHttp2Window implements Http2LocalFlowController {
  private final NettyHttp2Connection connection;
  private final Http2LocalFlowController window;

  NettyHttp2Window(NettyHttp2Connection connection, Http2LocalFlowController window) {
    this.connection = connection;
    this.window = window;
  }

  /**
   * @param stream null where it is no more
   */
  @Override
  public boolean consumeBytes(Http2Stream stream, int numBytes) throws Http2Exception {
    NettyHttp2Stream ours = stream == null ? null : connection.stream(stream.id());
    int received = ours == null ? numBytes : ours.received(numBytes);
    return (received > 0 || numBytes == 0) && window.consumeBytes(stream, received);
  }

  @Override
  public Http2LocalFlowController frameWriter(Http2FrameWriter frameWriter) {
    window.frameWriter(frameWriter);
    return this;
  }

  @Override
  public void receiveFlowControlledFrame(
      Http2Stream stream, ByteBuf data, int padding, boolean endOfStream) throws Http2Exception {
    window.receiveFlowControlledFrame(stream, data, padding, endOfStream);
  }

  @Override
  public int unconsumedBytes(Http2Stream stream) {
    return window.unconsumedBytes(stream);
  }

  @Override
  public int initialWindowSize(Http2Stream stream) {
    return window.initialWindowSize(stream);
  }

  @Override
  public void channelHandlerContext(ChannelHandlerContext ctx) throws Http2Exception {
    window.channelHandlerContext(ctx);
  }

  @Override
  public void initialWindowSize(int newWindowSize) throws Http2Exception {
    window.initialWindowSize(newWindowSize);
  }

  @Override
  public int initialWindowSize() {
    return window.initialWindowSize();
  }

  @Override
  public int windowSize(Http2Stream stream) {
    return window.windowSize(stream);
  }

  @Override
  public void incrementWindowSize(Http2Stream stream, int delta) throws Http2Exception {
    window.incrementWindowSize(stream, delta);
  }
}
