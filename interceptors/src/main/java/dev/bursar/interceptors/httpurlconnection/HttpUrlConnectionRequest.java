package dev.bursar.interceptors.httpurlconnection;

import dev.bursar.gate.Request;
import java.io.ByteArrayOutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Locale;

/**
 * A request of a connection as the governor sees it. The JDK keeps {@code Authorization} and {@code
 * Proxy-Authorization} to itself: they look absent.
 */
final class HttpUrlConnectionRequest implements Request {
  private static final byte[] NOTHING = new byte[0];

  private final HttpURLConnection connection;
  private final ByteArrayOutputStream body;
  private final boolean seen;

  private HttpUrlConnectionRequest(
      HttpURLConnection connection, ByteArrayOutputStream body, boolean seen) {
    this.connection = connection;
    this.body = body;
    this.seen = seen;
  }

  /**
   * @param body what the app has written, or null for nothing
   */
  HttpUrlConnectionRequest(HttpURLConnection connection, ByteArrayOutputStream body) {
    this(connection, body, true);
  }

  /** A request whose body is too long to be read before it is sent. */
  static HttpUrlConnectionRequest unseen(HttpURLConnection connection) {
    return new HttpUrlConnectionRequest(connection, null, false);
  }

  @Override
  public String client() {
    return HttpUrlConnectionInstrumentation.CLIENT;
  }

  @Override
  public String method() {
    return connection.getRequestMethod().toUpperCase(Locale.ROOT);
  }

  @Override
  public String url() {
    return connection.getURL().toString();
  }

  @Override
  public String host() {
    return connection.getURL().getHost();
  }

  @Override
  public int port() {
    URL url = connection.getURL();
    return url.getPort() >= 0 ? url.getPort() : url.getDefaultPort();
  }

  @Override
  public String path() {
    String path = connection.getURL().getPath();
    return path.isEmpty() ? "/" : path;
  }

  @Override
  public String header(String name) {
    return connection.getRequestProperty(name);
  }

  @Override
  public byte[] body(int max) {
    if (body == null) {
      return seen ? NOTHING : null;
    }
    return body.size() > max ? null : body.toByteArray();
  }

  @Override
  public boolean mayBlock() {
    return true; // The app waits for the answer on this thread anyway.
  }
}
