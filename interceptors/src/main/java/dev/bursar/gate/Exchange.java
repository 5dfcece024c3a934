package dev.bursar.gate;

import java.io.IOException;

/**
 * Lives in the boot loader. One HTTP exchange that the governor follows from the decision to the
 * end of its response. It ends exactly once; what comes after the end is ignored.
 *
 * <p>A client that sends a request more than once by itself (connection retries, redirects, 401)
 * calls {@link #attempt} before each sending: every attempt has a hold of its own.
 *
 * <p>No method throws, except where it says so. Threading: one thread at a time; different methods
 * may be called by different threads.
 */
public interface Exchange {
  /**
   * Decides whether the request may leave. Called once, first, and only where {@link Governor#look}
   * said {@link Governor#CALL}. May wait for other calls in flight when {@link Request#mayBlock}.
   *
   * @throws IOException only what {@link Request#body} threw
   */
  Decision decide() throws IOException;

  /**
   * Tells that the request's first byte is about to leave. The second and each later time this
   * reserves again, since every attempt can be billed.
   *
   * @throws BudgetExceededIOException when a later attempt cannot be covered: it must not be sent
   */
  void attempt() throws BudgetExceededIOException;

  /**
   * Tells that the attempt before was answered by a complete response that the client handles
   * itself (a redirect, a 401, a 408) and that does not reach the app.
   */
  void answered(int status);

  /**
   * The response's head has arrived, before the app can see it.
   *
   * @param status the HTTP status
   * @param headers the response's headers; not kept after the call
   * @return what must see the body, or null where nothing needs to: the exchange then has ended
   */
  Tap response(int status, Headers headers);

  /**
   * The call ended without a response: connection refused, reset, timeout, cancelled.
   *
   * @param cause the reason, or null where unknown
   */
  void failed(Throwable cause);
}
