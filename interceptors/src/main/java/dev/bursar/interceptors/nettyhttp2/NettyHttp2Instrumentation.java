package dev.bursar.interceptors.nettyhttp2;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Connectors;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Collections;

/** What is woven into Netty's HTTP/2. */
public final class NettyHttp2Instrumentation {
  /** The client's name. */
  static final String CLIENT = "netty-http2";

  /** Where a hook puts that a frame ends here. */
  static final int TAKEN = 0;

  /** Where it puts the promise of that frame. */
  static final int PROMISE = 1;

  private static final String PACKAGE = "dev.bursar.interceptors.nettyhttp2.";
  private static final String ADVICE = PACKAGE + "NettyHttp2Advice$";
  private static final String ENCODER =
      "io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder";
  private static final String CONTEXT = "io.netty.channel.ChannelHandlerContext";
  private static final String HEADERS = "io.netty.handler.codec.http2.Http2Headers";
  private static final String DATA = "io.netty.buffer.ByteBuf";
  private static final String PROMISED = "io.netty.channel.ChannelPromise";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      new ClientHooks(
          CLIENT,
          Gate.NETTY_HTTP_2,
          PACKAGE + "NettyHttp2Hook",
          Collections.singletonList("io.netty."),
          Connectors.of("io.netty.util.internal.SocketUtils").before(ENCODER),
          new HookedType(
              ENCODER,
              HookedMethod.of(ADVICE + "Headers", "writeHeaders")
                  .taking(CONTEXT, "int", HEADERS, "int", "boolean", PROMISED),
              HookedMethod.of(ADVICE + "PrioritizedHeaders", "writeHeaders")
                  .taking(
                      CONTEXT, "int", HEADERS, "int", "short", "boolean", "int", "boolean",
                      PROMISED),
              HookedMethod.of(ADVICE + "Data", "writeData")
                  .taking(CONTEXT, "int", DATA, "int", "boolean", PROMISED)));

  private NettyHttp2Instrumentation() {}
}
