package dev.bursar.interceptors.jetty9;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Collections;

/** What is woven into Jetty's client 9.4. */
public final class Jetty9Instrumentation {
  /** The client's name. */
  static final String CLIENT = "jetty-9";

  /** A request is handed to its destination. */
  static final int SEND = 0;

  /** A request's head is about to be sent. */
  static final int SENDING = 1;

  /** A response's head has arrived. */
  static final int HEAD = 2;

  /** A piece of a response's body has arrived. */
  static final int CONTENT = 3;

  /** A response has come to its end. */
  static final int SUCCESS = 4;

  /** A request or its response fails. */
  static final int ABORT = 5;

  /** The app makes a request and waits for its answer. */
  static final int BLOCKING = 6;

  /** Where {@link #SEND} and {@link #CONTENT} put anything but null if the method must end here. */
  static final int TAKEN = 0;

  /** Where {@link #CONTENT} puts what to hand on. */
  static final int PIECE = 1;

  private static final String PACKAGE = "dev.bursar.interceptors.jetty9.";
  private static final String ADVICE = PACKAGE + "Jetty9Advice$";
  private static final String LIBRARY = "org.eclipse.jetty.client.";
  private static final String EXCHANGE = LIBRARY + "HttpExchange";
  private static final String THROWABLE = "java.lang.Throwable";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      new ClientHooks(
          CLIENT,
          Gate.JETTY_9,
          PACKAGE + "Jetty9Hook",
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
              HookedMethod.of(ADVICE + "Head", "responseHeaders").taking(EXCHANGE),
              HookedMethod.of(ADVICE + "Content", "responseContent")
                  .taking(EXCHANGE, "java.nio.ByteBuffer", "org.eclipse.jetty.util.Callback"),
              HookedMethod.of(ADVICE + "Success", "responseSuccess").taking(EXCHANGE),
              HookedMethod.of(ADVICE + "ReceiverAbort", "abort").taking(EXCHANGE, THROWABLE)),
          new HookedType(
              EXCHANGE, HookedMethod.of(ADVICE + "ExchangeAbort", "abort").taking(THROWABLE)));

  private Jetty9Instrumentation() {}
}
