package dev.bursar.interceptors.apacheasync4;

import java.net.URI;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpRequest;
import org.apache.http.client.methods.Configurable;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.methods.HttpExecutionAware;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.concurrent.Cancellable;
import org.apache.http.entity.ByteArrayEntity;

/** The app's request with another body, or without a header; the app's own stays as it is. */
final class ApacheAsync4SentRequest extends HttpEntityEnclosingRequestBase {
  private final HttpRequest app;

  private ApacheAsync4SentRequest(HttpRequest app) {
    this.app = app;
  }

  /**
   * @param body instead of the app's, or null for that
   * @param plain whether to leave {@code Accept-Encoding} out
   */
  static HttpRequest of(HttpRequest app, byte[] body, boolean plain) {
    ApacheAsync4SentRequest request = new ApacheAsync4SentRequest(app);
    request.setURI(
        app instanceof HttpUriRequest
            ? ((HttpUriRequest) app).getURI()
            : URI.create(app.getRequestLine().getUri()));
    request.setProtocolVersion(app.getProtocolVersion());
    request.setHeaders(app.getAllHeaders());
    if (app instanceof Configurable) {
      request.setConfig(((Configurable) app).getConfig());
    }
    if (plain) {
      request.removeHeaders(HttpHeaders.ACCEPT_ENCODING);
    }
    HttpEntity entity = ApacheAsync4Request.entity(app);
    request.setEntity(body == null || entity == null ? entity : announce(entity, body));
    return request;
  }

  private static HttpEntity announce(HttpEntity entity, byte[] body) {
    ByteArrayEntity announced = new ByteArrayEntity(body);
    announced.setChunked(entity.isChunked() || entity.getContentLength() < 0);
    announced.setContentType(entity.getContentType());
    announced.setContentEncoding(entity.getContentEncoding());
    return announced;
  }

  @Override
  public String getMethod() {
    return app.getRequestLine().getMethod();
  }

  /** The app gives up by its own request. */
  @Override
  public void setCancellable(Cancellable cancellable) {
    super.setCancellable(cancellable);
    if (app instanceof HttpExecutionAware) {
      ((HttpExecutionAware) app).setCancellable(cancellable);
    }
  }
}
