package dev.bursar.interceptors.apacheasync4;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Connectors;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Collections;

/** What is woven into Apache HttpAsyncClient 4. */
public final class ApacheAsync4Instrumentation {
  /** The client's name. */
  static final String CLIENT = "apache-async-4";

  /** A call, before the client has looked at it. */
  static final int CALL = 0;

  /** Where {@link #CALL} puts what writes the request. */
  static final int PRODUCER = 0;

  /** Where it puts what reads the response. */
  static final int CONSUMER = 1;

  /** Where it puts the call's context. */
  static final int CONTEXT = 2;

  /** Where it puts the future of a call that the client must not make now; null to make it. */
  static final int RESULT = 3;

  /** Where it puts the exchange, for a client that makes no call at all; null for none. */
  static final int EXCHANGE = 4;

  private static final String PACKAGE = "dev.bursar.interceptors.apacheasync4.";
  private static final String IMPL = "org.apache.http.impl.nio.client.";
  private static final String NIO = "org.apache.http.nio.protocol.";

  private static final HookedMethod EXECUTE =
      HookedMethod.of(PACKAGE + "ApacheAsync4Advice", "execute")
          .taking(
              NIO + "HttpAsyncRequestProducer",
              NIO + "HttpAsyncResponseConsumer",
              "org.apache.http.protocol.HttpContext",
              "org.apache.http.concurrent.FutureCallback");

  /** The hooks. */
  public static final ClientHooks HOOKS =
      new ClientHooks(
          CLIENT,
          Gate.APACHE_ASYNC_4,
          PACKAGE + "ApacheAsync4Hook",
          Collections.singletonList("org.apache.http."),
          Connectors.of("org.apache.http.impl.nio.reactor."),
          new HookedType(IMPL + "InternalHttpAsyncClient", EXECUTE),
          new HookedType(IMPL + "MinimalHttpAsyncClient", EXECUTE));

  private ApacheAsync4Instrumentation() {}
}
