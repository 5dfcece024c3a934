package dev.bursar.interceptors.httpurlconnection;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Collections;

/** What is woven into the JDK's {@code HttpURLConnection}. */
public final class HttpUrlConnectionInstrumentation {
  /** The client's name. */
  static final String CLIENT = "http-url-connection";

  /** The response is asked for: every method that sends a buffered request comes here. */
  static final int INPUT = 0;

  /** The stream for the request's body is asked for. */
  static final int OUTPUT = 1;

  /** The request's head is about to be made up and sent, and a buffered body with it. */
  static final int WRITE = 2;

  /** The server's leave to send the body is about to be awaited. */
  static final int EXPECT = 3;

  /** An answer is about to be forgotten, because the JDK deals with it itself. */
  static final int DROP = 4;

  /** The first byte is about to leave, also where the JDK repeats a request on its own. */
  static final int SEND = 5;

  /** Where {@link #INPUT} and {@link #OUTPUT} put what the exit needs. */
  static final int PASSAGE = 0;

  /** Where {@link #INPUT} puts what to throw in place of asking, or null to ask. */
  static final int FAILURE = 1;

  /** Where {@link #OUTPUT} puts the length of a chunk, -1 for a body that is not chunked. */
  static final int CHUNK = 1;

  /** Where {@link #OUTPUT} puts the body's length, -1 where it is not fixed. */
  static final int LENGTH = 2;

  /** Where the exits put what to return, and {@link #WRITE} the body to send. */
  static final int RESULT = 0;

  /** Where the exit of {@link #INPUT} puts what to throw, or null. */
  static final int THROWN = 1;

  /** Where the exit of {@link #OUTPUT} puts the JDK's own stream: none as long as ours is held. */
  static final int STREAM = 1;

  /** Where {@link #SEND} puts what an answer is to be read from, without sending. */
  static final int SOCKET = 0;

  /** Where it puts the headers that were to be sent, which the JDK looks at again. */
  static final int HEADERS = 1;

  /** Where {@link #WRITE} says that nothing is to be written yet, or null. */
  static final int SKIP = 1;

  private static final String PACKAGE = "dev.bursar.interceptors.httpurlconnection.";
  private static final String ADVICE = PACKAGE + "HttpUrlConnectionAdvice$";
  private static final String HTTP = "sun.net.www.http.";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      new ClientHooks(
          CLIENT,
          Gate.HTTP_URL_CONNECTION,
          PACKAGE + "HttpUrlConnectionHook",
          Collections.<String>emptyList(),
          new HookedType(
              "sun.net.www.protocol.http.HttpURLConnection",
              HookedMethod.of(ADVICE + "Input", "getInputStream0")
                  .reading("inputStream", "rememberedException"),
              HookedMethod.of(ADVICE + "Output", "getOutputStream0").reading("strOutputStream"),
              HookedMethod.of(ADVICE + "Write", "writeRequests").reading("poster", "requests"),
              HookedMethod.of(ADVICE + "Expect", "expect100Continue"),
              HookedMethod.of(ADVICE + "Drop", "disconnectInternal"),
              HookedMethod.of(ADVICE + "Drop", "disconnectWeb"),
              HookedMethod.of(ADVICE + "Drop", "reset")),
          new HookedType(
              HTTP + "HttpClient",
              HookedMethod.of(ADVICE + "Send", "writeRequests")
                  .taking("sun.net.www.MessageHeader", HTTP + "PosterOutputStream")
                  .reading("requests")));

  private HttpUrlConnectionInstrumentation() {}
}
