package dev.bursar.interceptors.apacheasync5;

import dev.bursar.gate.Request;
import dev.bursar.interceptors.FollowedExchange;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.net.URIAuthority;

/** A request of Apache HttpClient 5, asynchronous, as the governor sees it. */
final class ApacheAsync5Request implements Request {
  private static final byte[] NOTHING = new byte[0];

  /** A body that says that it is longer is not read ahead; no provider takes one. */
  private static final long MOST = 64L << 20;

  private final HttpRequest request;
  private final AsyncEntityProducer app;
  private final HttpHost target;
  private final ApacheAsync5ReadAhead ahead;

  /**
   * @param app the app's body, or null
   * @param target where the request goes, for what it does not say itself
   * @param givenUp whether the app has given the call up
   */
  ApacheAsync5Request(
      HttpRequest request, AsyncEntityProducer app, HttpHost target, BooleanSupplier givenUp) {
    this.request = request;
    this.app = app;
    this.target = target;
    this.ahead =
        app == null || app.getContentLength() > MOST
            ? null
            : new ApacheAsync5ReadAhead(app, givenUp);
  }

  /** The app's body, or null. */
  AsyncEntityProducer app() {
    return app;
  }

  /** Whether the body is to be read before anything is decided. */
  boolean isAwaited() {
    return ahead != null;
  }

  /**
   * Reads the body, as far as it is there.
   *
   * @param later is run when it has been read, by whoever writes its end, if it is not there yet
   * @return whether {@code later} will be run; else the body has been read
   */
  boolean await(Runnable later) {
    return ahead.await(later);
  }

  /** What the app's body threw while it was read, or null. */
  Exception failure() {
    return ahead == null ? null : ahead.failure();
  }

  /**
   * What to send.
   *
   * @param replaced instead of the app's bytes, or null for these
   * @param exchange is told of the sending; null for none
   */
  AsyncEntityProducer toSend(byte[] replaced, FollowedExchange exchange) {
    if (app == null || (replaced == null && !isRead() && exchange == null)) {
      return app;
    }
    if (replaced == null && !isRead()) {
      return new ApacheAsync5SentBody(app, null, app.getContentLength(), null, exchange);
    }
    boolean known = app.getContentLength() >= 0;
    return replaced == null
        ? new ApacheAsync5SentBody(
            app, ahead.bytes(), app.getContentLength(), ahead.trailers(), exchange)
        : new ApacheAsync5SentBody(
            app, replaced, known ? replaced.length : -1, ahead.trailers(), exchange);
  }

  private boolean isRead() {
    return ahead != null && ahead.isOver();
  }

  @Override
  public String client() {
    return ApacheAsync5Instrumentation.CLIENT;
  }

  @Override
  public String method() {
    return request.getMethod().toUpperCase(Locale.ROOT);
  }

  @Override
  public String url() {
    String path = request.getPath();
    if (isAbsolute(path)) {
      return path;
    }
    URIAuthority authority = request.getAuthority();
    int port = authority == null ? target.getPort() : authority.getPort();
    return new HttpHost(scheme(), host(), port).toURI() + (path == null ? "/" : path);
  }

  @Override
  public String host() {
    return request.getAuthority() == null
        ? target.getHostName()
        : request.getAuthority().getHostName();
  }

  @Override
  public int port() {
    URIAuthority authority = request.getAuthority();
    int port = authority == null ? target.getPort() : authority.getPort();
    return port >= 0 ? port : scheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  @Override
  public String path() {
    String path = request.getPath();
    if (path == null) {
      return null;
    }
    int from = isAbsolute(path) ? path.indexOf('/', path.indexOf("://") + 3) : 0;
    if (from < 0) {
      return "/";
    }
    int query = path.indexOf('?', from);
    return path.substring(from, query < 0 ? path.length() : query);
  }

  /** {@inheritDoc} What the body says of itself becomes a header later on. */
  @Override
  public String header(String name) {
    Header header = request.getFirstHeader(name);
    if (header != null || app == null) {
      return header == null ? null : header.getValue();
    }
    if (name.equalsIgnoreCase(HttpHeaders.CONTENT_ENCODING)) {
      return app.getContentEncoding();
    }
    return name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE) ? app.getContentType() : null;
  }

  @Override
  public byte[] body(int max) {
    if (app == null) {
      return NOTHING;
    }
    return isRead() && ahead.bytes().length <= max ? ahead.bytes() : null;
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  private String scheme() {
    return request.getScheme() == null ? target.getSchemeName() : request.getScheme();
  }

  private static boolean isAbsolute(String path) {
    return path != null && !path.startsWith("/") && path.contains("://");
  }
}
