package dev.bursar.interceptors.okhttp;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Connectors;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Arrays;

/** What is woven into OkHttp. */
public final class OkHttpInstrumentation {
  /** The client's name. */
  static final String CLIENT = "okhttp";

  /** One call, sync or async, is about to run its interceptors. */
  static final int CALL = 0;

  /** A client was asked for its application interceptors. */
  static final int INTERCEPTORS = 1;

  /** A client was asked for its network interceptors. */
  static final int NETWORK_INTERCEPTORS = 2;

  /** A call was handed over to the client, to be made on another thread. */
  static final int ENQUEUED = 3;

  private static final String PACKAGE = "dev.bursar.interceptors.okhttp.";
  private static final String ADVICE = PACKAGE + "OkHttpAdvice$";

  private static final HookedMethod CHAIN =
      HookedMethod.of(
              ADVICE + "Call",
              "getResponseWithInterceptorChain",
              "getResponseWithInterceptorChain$okhttp")
          .reading("forWebSocket");

  private static final HookedMethod ENQUEUE =
      HookedMethod.of(ADVICE + "Enqueued", "enqueue").taking("okhttp3.Callback");

  /** The hooks. */
  public static final ClientHooks HOOKS =
      new ClientHooks(
          CLIENT,
          Gate.OKHTTP,
          PACKAGE + "OkHttpHook",
          Arrays.asList("okhttp3.", "okio.", "kotlin."),
          Connectors.of("okhttp3.internal."),
          new HookedType("okhttp3.RealCall", CHAIN, ENQUEUE),
          new HookedType("okhttp3.internal.connection.RealCall", CHAIN, ENQUEUE),
          new HookedType(
              "okhttp3.OkHttpClient",
              HookedMethod.of(ADVICE + "Interceptors", "interceptors"),
              HookedMethod.of(ADVICE + "NetworkInterceptors", "networkInterceptors")));

  private OkHttpInstrumentation() {}
}
