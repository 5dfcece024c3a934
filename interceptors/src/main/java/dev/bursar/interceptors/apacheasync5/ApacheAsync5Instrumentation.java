package dev.bursar.interceptors.apacheasync5;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Connectors;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Collections;

/** What is woven into Apache HttpClient 5, asynchronous. */
public final class ApacheAsync5Instrumentation {
  /** The client's name. */
  static final String CLIENT = "apache-async-5";

  /** A request at the end of a client's chain. */
  static final int CALL = 0;

  /** A call of a client without a chain. */
  static final int MINIMAL_CALL = 1;

  /** Where {@link #MINIMAL_CALL} puts who makes the call. */
  static final int HANDLER = 0;

  /** Where {@link #CALL} puts the body to send; null for none. */
  static final int BODY = 0;

  /** Where it puts who is told of the response. */
  static final int CALLBACK = 1;

  /** Where it puts anything but null if the chain must end here, for now or for good. */
  static final int STOP = 2;

  private static final String PACKAGE = "dev.bursar.interceptors.apacheasync5.";
  private static final String API = "org.apache.hc.client5.http.async.";
  private static final String CORE = "org.apache.hc.core5.http.";

  private static final String IMPL = "org.apache.hc.client5.http.impl.async.";

  private static final HookedMethod MINIMAL =
      HookedMethod.of(PACKAGE + "ApacheAsync5Advice$Minimal", "execute")
          .taking(
              CORE + "nio.AsyncClientExchangeHandler",
              CORE + "nio.HandlerFactory",
              CORE + "protocol.HttpContext");

  /** The hooks. */
  public static final ClientHooks HOOKS =
      new ClientHooks(
          CLIENT,
          Gate.APACHE_ASYNC_5,
          PACKAGE + "ApacheAsync5Hook",
          Collections.singletonList("org.apache.hc."),
          Connectors.of("org.apache.hc.core5.reactor."),
          new HookedType(
              IMPL + "AsyncConnectExec",
              HookedMethod.of(PACKAGE + "ApacheAsync5Advice$Call", "execute")
                  .taking(
                      CORE + "HttpRequest",
                      CORE + "nio.AsyncEntityProducer",
                      API + "AsyncExecChain$Scope",
                      API + "AsyncExecChain",
                      API + "AsyncExecCallback")),
          new HookedType(IMPL + "MinimalHttpAsyncClient", MINIMAL),
          new HookedType(IMPL + "MinimalH2AsyncClient", MINIMAL));

  private ApacheAsync5Instrumentation() {}
}
