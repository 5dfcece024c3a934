package dev.bursar.interceptors.httpurlconnection;

import java.io.ByteArrayOutputStream;

/**
 * What has to be done to objects of the JDK's own classes, whose packages are opened to us as the
 * store opens. By reflection, since there is nothing to compile against.
 */
final class HttpUrlConnectionInternals {
  private HttpUrlConnectionInternals() {}

  /**
   * A buffer of the JDK's kind with other bytes: the app may have closed its own, which then takes
   * no more.
   *
   * @param buffer the app's; stays as it is
   */
  static ByteArrayOutputStream bufferLike(Object buffer, byte[] bytes)
      throws ReflectiveOperationException {
    ByteArrayOutputStream fresh =
        (ByteArrayOutputStream) buffer.getClass().getConstructor().newInstance();
    fresh.write(bytes, 0, bytes.length);
    return fresh;
  }

  /** Takes a header out of a request. */
  static void removeHeader(Object headers, String name) throws ReflectiveOperationException {
    headers.getClass().getMethod("remove", String.class).invoke(headers, name);
  }
}
