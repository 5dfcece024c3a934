package dev.bursar.gate;

import java.io.IOException;

/**
 * Lives in the boot loader. A client's request as the governor sees it; each interceptor implements
 * it over its client's own request type.
 *
 * <p>Threading: used by one thread, the one that makes the call.
 */
public interface Request {
  /** The hook that saw the request: {@code okhttp}, {@code java.net.http}, … */
  String client();

  /** The HTTP method in upper case. */
  String method();

  /** The absolute URL, as it will be sent. */
  String url();

  /** The host, or null where unknown. */
  String host();

  /** The port, with the scheme's default filled in. */
  int port();

  /** The raw path without the query. */
  String path();

  /**
   * The first value of a header.
   *
   * @param name the header's name; case does not matter
   * @return the value, or null where the header is absent
   */
  String header(String name);

  /**
   * The whole body, read without taking it from the app: what the app wrote is still sent once.
   *
   * @param max the greatest length to read, in bytes
   * @return the body, empty where there is none; null where it is longer than {@code max} or cannot
   *     be read before it is sent (the interceptor then still sends it unchanged)
   * @throws IOException what the app's own body threw while it was read; it is the app's to see
   */
  byte[] body(int max) throws IOException;

  /** Whether this thread may be made to wait: false on event loops and for asynchronous calls. */
  boolean mayBlock();
}
