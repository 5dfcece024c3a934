package dev.bursar.interceptors.apache4;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Request;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.ReadAheadStream;
import java.io.IOException;
import java.util.Locale;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.client.methods.HttpExecutionAware;

/** A request of Apache HttpClient 4 as the governor sees it. */
final class Apache4Request implements Request {
  private static final byte[] NOTHING = new byte[0];

  private final HttpRequest request;
  private final HttpHost target;
  private final Object aware;
  private final String uri;
  private byte[] bytes;
  private Throwable failure;

  /**
   * @param target where the request goes
   * @param aware what knows whether the app has given the call up, or anything else
   */
  Apache4Request(HttpRequest request, HttpHost target, Object aware) {
    this.request = request;
    this.target = target;
    this.aware = aware;
    this.uri = request.getRequestLine().getUri();
  }

  /** The request's entity, or null where it has none or can have none. */
  static HttpEntity entity(HttpRequest request) {
    return request instanceof HttpEntityEnclosingRequest
        ? ((HttpEntityEnclosingRequest) request).getEntity()
        : null;
  }

  @Override
  public String client() {
    return Apache4Instrumentation.CLIENT;
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

  /**
   * {@inheritDoc}
   *
   * <p>An entity is written once, by us, and what it wrote is sent: not every one that can be
   * written twice says the truth about it. One of unknown length is therefore read whole whatever
   * {@code max} says.
   */
  @Override
  public byte[] body(int max) throws IOException {
    HttpEntity entity = entity(request);
    if (entity == null) {
      return NOTHING;
    }
    if (bytes == null && entity.getContentLength() > max) {
      return null;
    }
    if (bytes == null) {
      read(entity);
    }
    if (failure != null) {
      throw failure instanceof IOException ? (IOException) failure : new IOException(failure);
    }
    return bytes.length > max ? null : bytes;
  }

  @Override
  public boolean mayBlock() {
    return true; // The thread that makes the call waits for its response as well.
  }

  /**
   * Makes the request carry what is to be sent. Never fails: after a fault of ours, the exchange is
   * charged.
   */
  void prepare(Decision decision, FollowedExchange exchange) {
    try {
      HttpEntity entity = entity(request);
      byte[] replaced = decision.body();
      if (replaced != null && entity != null) {
        long length = entity.getContentLength() < 0 ? -1 : replaced.length;
        send(new Apache4SentEntity(entity, replaced, length, null));
      } else if (bytes != null) {
        send(new Apache4SentEntity(entity, bytes, entity.getContentLength(), failure));
      }
      if (decision.plain()) {
        // Where the client then asks for gzip by itself, it undoes it before we see the body.
        request.removeHeaders(HttpHeaders.ACCEPT_ENCODING);
      }
    } catch (Throwable fault) {
      exchange.charge(fault);
    }
  }

  private void send(HttpEntity entity) {
    ((HttpEntityEnclosingRequest) request).setEntity(entity);
  }

  private void read(HttpEntity entity) {
    ReadAheadStream written = new ReadAheadStream(this::isAborted);
    try {
      entity.writeTo(written);
    } catch (Throwable thrown) {
      failure = thrown;
    }
    bytes = written.bytes();
  }

  private boolean isAborted() {
    return aware instanceof HttpExecutionAware && ((HttpExecutionAware) aware).isAborted();
  }

  private boolean isAbsolute() {
    return !uri.startsWith("/") && uri.contains("://");
  }
}
