package dev.bursar.interceptors.apacheasync4;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Request;
import dev.bursar.interceptors.FollowedExchange;
import java.util.Locale;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.apache.http.protocol.HttpContext;

/** A request of Apache HttpAsyncClient 4 as the governor sees it. */
final class ApacheAsync4Request implements Request {
  private static final byte[] NOTHING = new byte[0];

  /** A body that is longer is not read ahead; no provider takes one. */
  private static final int MOST = 64 << 20;

  private final HttpAsyncRequestProducer app;
  private final HttpRequest request;
  private final HttpHost target;
  private final String uri;
  private final ApacheAsync4ReadAhead ahead;
  private byte[] bytes;

  /**
   * @param app the app's producer
   * @param request what it has produced: it is asked only once
   * @param target where the request goes
   */
  ApacheAsync4Request(HttpAsyncRequestProducer app, HttpRequest request, HttpHost target) {
    this.app = app;
    this.request = request;
    this.target = target;
    this.uri = request.getRequestLine().getUri();
    HttpEntity entity = entity(request);
    this.ahead =
        entity == null || entity.getContentLength() > MOST
            ? null
            : new ApacheAsync4ReadAhead(app, MOST);
  }

  /** The request's entity, or null where it has none or can have none. */
  static HttpEntity entity(HttpRequest request) {
    return request instanceof HttpEntityEnclosingRequest
        ? ((HttpEntityEnclosingRequest) request).getEntity()
        : null;
  }

  /** The app's producer. */
  HttpAsyncRequestProducer app() {
    return app;
  }

  /** Whether the body is to be read before anything is decided. */
  boolean isAwaited() {
    return ahead != null;
  }

  /**
   * Reads the body, as far as it is there.
   *
   * @param later is run when it has been read, if it is not there yet
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
   * What to hand to the client.
   *
   * @param exchange is told of each sending; null for none
   * @param context the call's
   */
  ApacheAsync4SentProducer toSend(
      Decision decision, FollowedExchange exchange, HttpContext context) {
    byte[] replaced = entity(request) == null ? null : decision.body();
    HttpRequest sent =
        replaced != null || decision.plain()
            ? ApacheAsync4SentRequest.of(request, replaced, decision.plain())
            : request;
    byte[] read = ahead == null ? NOTHING : bytes();
    boolean whole = replaced != null || (ahead != null && ahead.isWhole());
    return new ApacheAsync4SentProducer(
        app, target, sent, replaced == null ? read : replaced, whole, exchange, context);
  }

  private byte[] bytes() {
    if (bytes == null) {
      bytes = ahead.bytes();
    }
    return bytes;
  }

  @Override
  public String client() {
    return ApacheAsync4Instrumentation.CLIENT;
  }

  @Override
  public String method() {
    return request.getRequestLine().getMethod().toUpperCase(Locale.ROOT);
  }

  @Override
  public String url() {
    return isAbsolute() ? uri : target.toURI() + uri;
  }

  @Override
  public String host() {
    return target.getHostName();
  }

  @Override
  public int port() {
    int port = target.getPort();
    return port >= 0 ? port : target.getSchemeName().equalsIgnoreCase("https") ? 443 : 80;
  }

  @Override
  public String path() {
    int from = isAbsolute() ? uri.indexOf('/', uri.indexOf("://") + 3) : 0;
    if (from < 0) {
      return "/";
    }
    int query = uri.indexOf('?', from);
    return uri.substring(from, query < 0 ? uri.length() : query);
  }

  /** {@inheritDoc} What the entity says of itself becomes a header later on. */
  @Override
  public String header(String name) {
    Header header = request.getFirstHeader(name);
    HttpEntity entity = entity(request);
    if (header == null && entity != null) {
      if (name.equalsIgnoreCase(HttpHeaders.CONTENT_ENCODING)) {
        header = entity.getContentEncoding();
      } else if (name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
        header = entity.getContentType();
      }
    }
    return header == null ? null : header.getValue();
  }

  @Override
  public byte[] body(int max) {
    if (entity(request) == null) {
      return NOTHING;
    }
    return ahead != null && ahead.isWhole() && bytes().length <= max ? bytes() : null;
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  private boolean isAbsolute() {
    return !uri.startsWith("/") && uri.contains("://");
  }
}
