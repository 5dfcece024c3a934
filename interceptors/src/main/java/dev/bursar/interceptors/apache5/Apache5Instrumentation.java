package dev.bursar.interceptors.apache5;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Connectors;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Collections;

/** What is woven into Apache HttpClient 5, blocking. */
public final class Apache5Instrumentation {
  /** The client's name. */
  static final String CLIENT = "apache-5";

  /** A request on its way down a client's chain, beneath redirects and retries. */
  static final int CALL = 0;

  /** A call of a client without a chain. */
  static final int MINIMAL_CALL = 1;

  /** A request is sent on a connection. */
  static final int SENDING = 2;

  /** Where {@link #CALL} and {@link #MINIMAL_CALL} put what the exit needs. */
  static final int PASSAGE = 0;

  /** Where they put the response to a call that must not be sent, or null to send. */
  static final int RESULT = 1;

  private static final String PACKAGE = "dev.bursar.interceptors.apache5.";
  private static final String ADVICE = PACKAGE + "Apache5Advice$";
  private static final String HTTP = "org.apache.hc.client5.http.";
  private static final String CLASSIC = HTTP + "impl.classic.";
  private static final String API = HTTP + "classic.";
  private static final String CORE = "org.apache.hc.core5.http.";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      new ClientHooks(
          CLIENT,
          Gate.APACHE_5,
          PACKAGE + "Apache5Hook",
          Collections.singletonList("org.apache.hc."),
          Connectors.of(HTTP + "impl.io.", HTTP + "socket.", HTTP + "ssl."),
          new HookedType(
              CLASSIC + "ProtocolExec",
              HookedMethod.of(ADVICE + "Call", "execute")
                  .taking(CORE + "ClassicHttpRequest", API + "ExecChain$Scope", API + "ExecChain")),
          new HookedType(
              CLASSIC + "MinimalHttpClient",
              HookedMethod.of(ADVICE + "MinimalCall", "doExecute")
                  .taking(
                      CORE + "HttpHost",
                      CORE + "ClassicHttpRequest",
                      CORE + "protocol.HttpContext")),
          new HookedType(
              CORE + "impl.io.HttpRequestExecutor",
              HookedMethod.of(ADVICE + "Sending", "execute")
                  .taking(
                      CORE + "ClassicHttpRequest",
                      CORE + "io.HttpClientConnection",
                      CORE + "io.HttpResponseInformationCallback",
                      CORE + "protocol.HttpContext")));

  private Apache5Instrumentation() {}
}
