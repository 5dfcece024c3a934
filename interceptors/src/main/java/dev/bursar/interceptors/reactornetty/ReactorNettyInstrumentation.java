package dev.bursar.interceptors.reactornetty;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Arrays;

/** What is woven into Reactor Netty's client. */
public final class ReactorNettyInstrumentation {
  /** A call was made. */
  static final int MADE = 0;

  /** A connection for a call has come, or has a news of it. */
  static final int CONNECTION = 1;

  private static final String PACKAGE = "dev.bursar.interceptors.reactornetty.";
  private static final String ADVICE = PACKAGE + "ReactorNettyAdvice$";
  private static final String CONNECT = "reactor.netty.http.client.HttpClientConnect$";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient(
          "reactor-netty",
          Gate.REACTOR_NETTY,
          PACKAGE + "ReactorNettyHook",
          Arrays.asList("reactor.netty.", "io.netty."),
          new HookedType(
              CONNECT + "HttpClientHandler",
              HookedMethod.of(ADVICE + "Made", HookedMethod.CONSTRUCTOR)
                  .taking("reactor.netty.http.client.HttpClientConfig")),
          new HookedType(
              CONNECT + "HttpIOHandlerObserver",
              HookedMethod.of(ADVICE + "Connection", "onStateChange")
                  .taking("reactor.netty.Connection", "reactor.netty.ConnectionObserver$State")
                  .reading("handler")));

  private ReactorNettyInstrumentation() {}
}
