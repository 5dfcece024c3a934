package dev.bursar.interceptors.apache5;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Request;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.ReadAheadStream;
import java.io.IOException;
import java.util.Locale;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.URIAuthority;

/** A request of Apache HttpClient 5 as the governor sees it. */
final class Apache5Request implements Request {
  private static final byte[] NOTHING = new byte[0];

  private final ClassicHttpRequest request;
  private final HttpHost target;
  private final Object app;
  private byte[] bytes;
  private Throwable failure;

  /**
   * @param target where the request goes, for what it does not say itself
   * @param app the request that the app made the call with, of which this one may be a copy
   */
  Apache5Request(ClassicHttpRequest request, HttpHost target, Object app) {
    this.request = request;
    this.target = target;
    this.app = app;
  }

  @Override
  public String client() {
    return Apache5Instrumentation.CLIENT;
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

  /** {@inheritDoc} What the entity says of itself becomes a header later on. */
  @Override
  public String header(String name) {
    Header header = request.getFirstHeader(name);
    HttpEntity entity = request.getEntity();
    if (header != null || entity == null) {
      return header == null ? null : header.getValue();
    }
    if (name.equalsIgnoreCase(HttpHeaders.CONTENT_ENCODING)) {
      return entity.getContentEncoding();
    }
    return name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE) ? entity.getContentType() : null;
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
    HttpEntity entity = request.getEntity();
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
      HttpEntity entity = request.getEntity();
      byte[] replaced = decision.body();
      if (replaced != null && entity != null) {
        long length = entity.getContentLength() < 0 ? -1 : replaced.length;
        request.setEntity(new Apache5SentEntity(entity, replaced, length, null));
      } else if (bytes != null) {
        request.setEntity(new Apache5SentEntity(entity, bytes, entity.getContentLength(), failure));
      }
      if (decision.plain()) {
        request.removeHeaders(HttpHeaders.ACCEPT_ENCODING);
      }
    } catch (Throwable fault) {
      exchange.charge(fault);
    }
  }

  private void read(HttpEntity entity) {
    ReadAheadStream written = new ReadAheadStream(this::isCancelled);
    try {
      entity.writeTo(written);
    } catch (Throwable thrown) {
      failure = thrown;
    }
    bytes = written.bytes();
  }

  private boolean isCancelled() {
    return app instanceof CancellableDependency && ((CancellableDependency) app).isCancelled();
  }

  private String scheme() {
    return request.getScheme() == null ? target.getSchemeName() : request.getScheme();
  }

  private static boolean isAbsolute(String path) {
    return path != null && !path.startsWith("/") && path.contains("://");
  }
}
