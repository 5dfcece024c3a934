package dev.bursar.interceptors.jdkhttp;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Collections;

/** What is woven into {@code java.net.http}. */
public final class JdkHttpInstrumentation {
  /** The client's name. */
  static final String CLIENT = "java.net.http";

  /** A synchronous call. */
  static final int SEND = 0;

  /** An asynchronous call, or the asynchronous one inside a synchronous one. */
  static final int SEND_ASYNC = 1;

  /** The client has built the object for a response, the app's or one that it handles itself. */
  static final int ANSWER = 2;

  /** The client asks whether a subscriber's body may be awaited on this thread. */
  static final int EXECUTOR = 3;

  /** Where {@link #SEND} and {@link #SEND_ASYNC} put the request to send. */
  static final int REQUEST = 0;

  /** Where they put the handler of its response. */
  static final int HANDLER = 1;

  /** Where they put what the exit needs. */
  static final int CALL = 2;

  /** Where they put what to return without sending, or null to send. */
  static final int RESULT = 3;

  private static final String PACKAGE = "dev.bursar.interceptors.jdkhttp.";
  private static final String ADVICE = PACKAGE + "JdkHttpAdvice$";
  private static final String JDK = "jdk.internal.net.http.";
  private static final String API = "java.net.http.";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      new ClientHooks(
          CLIENT,
          Gate.JAVA_NET_HTTP,
          PACKAGE + "JdkHttpHook",
          Collections.<String>emptyList(),
          new HookedType(
              JDK + "HttpClientImpl",
              HookedMethod.of(ADVICE + "Send", "send")
                  .taking(API + "HttpRequest", API + "HttpResponse$BodyHandler"),
              HookedMethod.of(ADVICE + "SendAsync", "sendAsync")
                  .taking(
                      API + "HttpRequest",
                      API + "HttpResponse$BodyHandler",
                      API + "HttpResponse$PushPromiseHandler",
                      "java.util.concurrent.Executor")),
          new HookedType(
              JDK + "HttpResponseImpl",
              HookedMethod.of(ADVICE + "Answer", HookedMethod.CONSTRUCTOR)
                  .taking(
                      API + "HttpRequest",
                      JDK + "Response",
                      API + "HttpResponse",
                      "java.lang.Object",
                      JDK + "Exchange")),
          // Not there before 13 (JDK-8217627).
          new HookedType(
              JDK + "ResponseSubscribers$TrustedSubscriber",
              HookedMethod.of(ADVICE + "NeedsExecutor", "needsExecutor")
                  .taking(API + "HttpResponse$BodySubscriber")));

  private JdkHttpInstrumentation() {}
}
