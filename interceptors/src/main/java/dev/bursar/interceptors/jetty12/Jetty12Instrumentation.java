package dev.bursar.interceptors.jetty12;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Collections;

/** What is woven into Jetty's client 12. */
public final class Jetty12Instrumentation {
  /** The client's name. */
  static final String CLIENT = "jetty-12";

  /** The app makes a request and waits for its answer. */
  static final int BLOCKING = 0;

  /** A request is handed to its destination. */
  static final int SEND = 1;

  /** A request's head is about to be sent. */
  static final int SENDING = 2;

  /** A field of a response's head has arrived. */
  static final int FIELD = 3;

  /** A response's head has arrived. */
  static final int HEAD = 4;

  /** A piece of a response's body is read. */
  static final int READ = 5;

  /** A response has come to its end. */
  static final int SUCCESS = 6;

  /** A request or its response fails. */
  static final int ABORT = 7;

  /** Where {@link #SEND} puts anything but null if the method must end here. */
  static final int TAKEN = 0;

  private static final String PACKAGE = "dev.bursar.interceptors.jetty12.";
  private static final String ADVICE = PACKAGE + "Jetty12Advice$";
  private static final String LIBRARY = "org.eclipse.jetty.client.transport.";
  private static final String EXCHANGE = LIBRARY + "HttpExchange";
  private static final String THROWABLE = "java.lang.Throwable";
  private static final String PROMISE = "org.eclipse.jetty.util.Promise";

  private static final HookedMethod READING =
      HookedMethod.of(ADVICE + "Read", "read").taking("boolean");

  /** The hooks. */
  public static final ClientHooks HOOKS =
      new ClientHooks(
          CLIENT,
          Gate.JETTY_12,
          PACKAGE + "Jetty12Hook",
          Collections.singletonList("org.eclipse.jetty."),
          new HookedType(LIBRARY + "HttpRequest", HookedMethod.of(ADVICE + "Blocking", "send")),
          new HookedType(
              LIBRARY + "HttpDestination",
              HookedMethod.of(ADVICE + "Send", "send").taking(EXCHANGE)),
          new HookedType(
              LIBRARY + "HttpSender",
              HookedMethod.of(ADVICE + "Sending", "beginToHeaders").taking(EXCHANGE)),
          new HookedType(
              LIBRARY + "HttpReceiver",
              HookedMethod.of(ADVICE + "Field", "responseHeader")
                  .taking(EXCHANGE, "org.eclipse.jetty.http.HttpField"),
              HookedMethod.of(ADVICE + "Head", "responseHeaders").taking(EXCHANGE),
              HookedMethod.of(ADVICE + "Success", "responseSuccess").takingAnything(),
              HookedMethod.of(ADVICE + "ReceiverAbort", "abort")
                  .taking(EXCHANGE, THROWABLE, PROMISE)),
          new HookedType(
              EXCHANGE,
              HookedMethod.of(ADVICE + "ExchangeAbort", "abort").taking(THROWABLE, PROMISE)),
          new HookedType(LIBRARY + "internal.HttpReceiverOverHTTP", READING),
          new HookedType(
              "org.eclipse.jetty.http2.client.transport.internal.HttpReceiverOverHTTP2", READING));

  private Jetty12Instrumentation() {}
}
