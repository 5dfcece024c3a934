package dev.bursar.interceptors.asynchttp;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;

/** What is woven into async-http-client. */
public final class AsyncHttpInstrumentation {
  /** A call was made. */
  static final int MADE = 0;

  /** A call's request is written, for the first time or again. */
  static final int WRITE = 1;

  private static final String PACKAGE = "dev.bursar.interceptors.asynchttp.";
  private static final String ADVICE = PACKAGE + "AsyncHttpAdvice$";
  private static final String FUTURE = "org.asynchttpclient.netty.NettyResponseFuture";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient(
          "async-http-client",
          Gate.ASYNC_HTTP,
          PACKAGE + "AsyncHttpHook",
          new HookedType(
              FUTURE, HookedMethod.of(ADVICE + "Made", HookedMethod.CONSTRUCTOR).takingAnything()),
          new HookedType(
              "org.asynchttpclient.netty.request.NettyRequestSender",
              HookedMethod.of(ADVICE + "Write", "writeRequest")
                  .taking(FUTURE, "io.netty.channel.Channel")));

  private AsyncHttpInstrumentation() {}
}
