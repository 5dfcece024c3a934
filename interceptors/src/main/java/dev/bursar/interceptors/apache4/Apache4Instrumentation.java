package dev.bursar.interceptors.apache4;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Connectors;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Collections;

/** What is woven into Apache HttpClient 4, blocking. */
public final class Apache4Instrumentation {
  /** The client's name. */
  static final String CLIENT = "apache-4";

  /** A request on its way down a client's chain, beneath redirects and retries. */
  static final int CALL = 0;

  /** A call of the old client, which has no chain. */
  static final int OLD_CALL = 1;

  /** A request is sent on a connection. */
  static final int SENDING = 2;

  /** The client asks whether a call that failed may be repeated. */
  static final int RETRY = 3;

  /** Where {@link #CALL} and {@link #OLD_CALL} put what the exit needs. */
  static final int PASSAGE = 0;

  /** Where they put the response to a call that must not be sent, or null to send. */
  static final int RESULT = 1;

  /** Where {@link #CALL} puts who is told what to do if the app gives up; null for nobody. */
  static final int AWARE = 2;

  private static final String PACKAGE = "dev.bursar.interceptors.apache4.";
  private static final String ADVICE = PACKAGE + "Apache4Advice$";
  private static final String CLIENTS = "org.apache.http.client.";
  private static final String IMPL = "org.apache.http.impl.";

  private static final HookedMethod CHAINED =
      HookedMethod.of(ADVICE + "Call", "execute")
          .taking(
              "org.apache.http.conn.routing.HttpRoute",
              CLIENTS + "methods.HttpRequestWrapper",
              CLIENTS + "protocol.HttpClientContext",
              CLIENTS + "methods.HttpExecutionAware");

  /** The hooks. */
  public static final ClientHooks HOOKS =
      new ClientHooks(
          CLIENT,
          Gate.APACHE_4,
          PACKAGE + "Apache4Hook",
          Collections.singletonList("org.apache.http."),
          Connectors.of("org.apache.http.conn.", IMPL + "conn."),
          new HookedType(IMPL + "execchain.ProtocolExec", CHAINED),
          new HookedType(IMPL + "execchain.MinimalClientExec", CHAINED),
          new HookedType(
              IMPL + "client.DefaultRequestDirector",
              HookedMethod.of(ADVICE + "OldCall", "execute")
                  .taking(
                      "org.apache.http.HttpHost",
                      "org.apache.http.HttpRequest",
                      "org.apache.http.protocol.HttpContext")),
          // It repeats all that failed before it was sent, and a refusal is final.
          new HookedType(
              IMPL + "client.DefaultHttpRequestRetryHandler",
              HookedMethod.of(ADVICE + "Retry", "retryRequest")
                  .taking("java.io.IOException", "int", "org.apache.http.protocol.HttpContext")),
          new HookedType(
              "org.apache.http.protocol.HttpRequestExecutor",
              HookedMethod.of(ADVICE + "Sending", "execute")
                  .taking(
                      "org.apache.http.HttpRequest",
                      "org.apache.http.HttpClientConnection",
                      "org.apache.http.protocol.HttpContext")));

  private Apache4Instrumentation() {}
}
