package dev.bursar.interceptors.netty;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Connectors;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Collections;

/** What is woven into Netty. */
public final class NettyInstrumentation {
  /** The client's name. */
  static final String CLIENT = "netty";

  /** A message is written to a codec of two halves, HTTP/1.1's among them. */
  static final int WRITE = 0;

  /** A message is written to a codec of messages, HTTP/2's among them. */
  static final int WRITE_HTTP_2 = 1;

  /** A half of a codec hands on what it has read. */
  static final int READ = 2;

  /** HTTP/2's codec of objects has read something. */
  static final int READ_HTTP_2 = 3;

  /** A codec of messages, HTTP/2's among them, reads something and hands on what comes of it. */
  static final int READING_HTTP_2 = 4;

  /** Where {@link #WRITE}, {@link #WRITE_HTTP_2} and {@link #READ} put that it ends here. */
  static final int TAKEN = 0;

  /** Where {@link #WRITE_HTTP_2} puts what this thread was sending before. */
  static final int BEFORE = 1;

  /** Where {@link #READ} puts what to hand on. */
  static final int MESSAGE = 1;

  /** Where {@link #READ} puts what the thread worked for, if it works for another run meanwhile. */
  static final int RUN = 2;

  private static final String PACKAGE = "dev.bursar.interceptors.netty.";
  private static final String ADVICE = PACKAGE + "NettyAdvice$";
  private static final String CONTEXT = "io.netty.channel.ChannelHandlerContext";
  private static final String OBJECT = "java.lang.Object";
  private static final String PROMISE = "io.netty.channel.ChannelPromise";
  private static final String HTTP_2 = "io.netty.handler.codec.http2.";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      new ClientHooks(
          CLIENT,
          Gate.NETTY,
          PACKAGE + "NettyHook",
          Collections.singletonList("io.netty."),
          Connectors.of("io.netty.util.internal.SocketUtils")
              .before("io.netty.handler.codec.http.HttpClientCodec"),
          new HookedType(
              "io.netty.channel.CombinedChannelDuplexHandler",
              HookedMethod.of(ADVICE + "Write", "write").taking(CONTEXT, OBJECT, PROMISE)),
          new HookedType(
              "io.netty.channel.CombinedChannelDuplexHandler$DelegatingChannelHandlerContext",
              HookedMethod.of(ADVICE + "Read", "fireChannelRead").taking(OBJECT)),
          new HookedType(
              "io.netty.handler.codec.MessageToMessageCodec",
              HookedMethod.of(ADVICE + "WriteHttp2", "write").taking(CONTEXT, OBJECT, PROMISE),
              HookedMethod.of(ADVICE + "ReadingHttp2", "channelRead").taking(CONTEXT, OBJECT)),
          new HookedType(
              HTTP_2 + "Http2StreamFrameToHttpObjectCodec",
              HookedMethod.of(ADVICE + "ReadHttp2", "decode")
                  .taking(CONTEXT, HTTP_2 + "Http2StreamFrame", "java.util.List")));

  private NettyInstrumentation() {}
}
