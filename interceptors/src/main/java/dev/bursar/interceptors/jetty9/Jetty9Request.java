package dev.bursar.interceptors.jetty9;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Request;
import dev.bursar.interceptors.FollowedExchange;
import java.util.Locale;
import org.eclipse.jetty.client.AsyncContentProvider;
import org.eclipse.jetty.client.HttpRequest;
import org.eclipse.jetty.client.api.ContentProvider;
import org.eclipse.jetty.client.util.PathContentProvider;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** A request of Jetty's client as the governor sees it. */
final class Jetty9Request implements Request {
  private static final byte[] NOTHING = new byte[0];

  private final HttpRequest request;
  private final Thread waiting;

  /** The app's body; null for none. */
  private final ContentProvider app;

  private final Jetty9ReadAhead ahead;

  /**
   * @param waiting the thread that waits for the answer in any case; null for none
   */
  Jetty9Request(HttpRequest request, Thread waiting) {
    this.request = request;
    this.waiting = waiting;
    ContentProvider content = request.getContent();
    // What is sent again, to where a redirect points for one, has what we sent before.
    this.ahead =
        content instanceof Jetty9SentBody
            ? ((Jetty9SentBody) content).ahead()
            : content == null || content.getLength() > Jetty9ReadAhead.MOST
                ? null
                : new Jetty9ReadAhead(content);
    this.app = ahead == null ? content : ahead.app();
  }

  /** The governor's first look at a request. */
  static int look(Governor governor, HttpRequest request) {
    return FollowedExchange.look(governor, request.getMethod(), request.getHost(), path(request));
  }

  /** Whether to read the body may take its time. */
  boolean readingWaits() {
    return ahead != null
        && !ahead.isOver()
        && !(app instanceof AsyncContentProvider) // Says itself when there is more.
        && (!app.isReproducible() || app instanceof PathContentProvider);
  }

  /**
   * Reads the body, as far as it is there.
   *
   * @param later is run when it has been read, by whoever writes its end, if it is not there yet
   * @return whether it has been read; else {@code later} will be run
   */
  boolean isRead(Runnable later) {
    return ahead == null || ahead.isOver() || !ahead.await(later);
  }

  /** What the app's body threw while it was read, or null. */
  Throwable failure() {
    return ahead == null ? null : ahead.failure();
  }

  /** What was read of the app's body cannot be read again: from now on the request has it. */
  void sendWhatWasRead() {
    if (ahead != null) {
      request.content(ahead.isWhole() ? new Jetty9SentBody(ahead, null) : ahead.rest());
      if (ahead.isWhole()) {
        fitLength(ahead.bytes().length);
      }
    }
  }

  /** Changes the request as it was decided. */
  void send(Decision decision) {
    if (decision.body() != null && ahead != null) {
      request.content(new Jetty9SentBody(ahead, decision.body()));
      fitLength(decision.body().length);
    }
    if (decision.plain()) {
      request.getHeaders().remove(HttpHeader.ACCEPT_ENCODING);
    }
  }

  private void fitLength(int length) {
    HttpFields headers = request.getHeaders();
    if (headers.contains(HttpHeader.CONTENT_LENGTH)) {
      headers.put(HttpHeader.CONTENT_LENGTH, Integer.toString(length));
    }
  }

  @Override
  public String client() {
    return Jetty9Instrumentation.CLIENT;
  }

  @Override
  public String method() {
    return request.getMethod().toUpperCase(Locale.ROOT);
  }

  @Override
  public String url() {
    String query = request.getQuery();
    return request.getScheme()
        + "://"
        + request.getHost()
        + (isDefaultPort() ? "" : ":" + port())
        + path()
        + (query == null ? "" : "?" + query);
  }

  private boolean isDefaultPort() {
    return port() == (request.getScheme().equalsIgnoreCase("https") ? 443 : 80);
  }

  @Override
  public String host() {
    return request.getHost();
  }

  @Override
  public int port() {
    return request.getPort();
  }

  @Override
  public String path() {
    return path(request);
  }

  private static String path(HttpRequest request) {
    String path = request.getPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  /** {@inheritDoc} What the body says of itself becomes a header later on. */
  @Override
  public String header(String name) {
    String value = request.getHeaders().get(name);
    return value == null
            && app instanceof ContentProvider.Typed
            && name.equalsIgnoreCase(HttpHeader.CONTENT_TYPE.asString())
        ? ((ContentProvider.Typed) app).getContentType()
        : value;
  }

  @Override
  public byte[] body(int max) {
    if (app == null) {
      return NOTHING;
    }
    return ahead != null && ahead.isWhole() && ahead.bytes().length <= max ? ahead.bytes() : null;
  }

  @Override
  public boolean mayBlock() {
    return Thread.currentThread() == waiting;
  }
}
