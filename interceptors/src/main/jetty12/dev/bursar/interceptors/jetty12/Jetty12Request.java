package dev.bursar.interceptors.jetty12;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Request;
import dev.bursar.interceptors.FollowedExchange;
import java.util.Locale;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.ByteBufferRequestContent;
import org.eclipse.jetty.client.OutputStreamRequestContent;
import org.eclipse.jetty.client.Request.Content;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpHeader;

/** A request of Jetty's client as the governor sees it. */
final class Jetty12Request implements Request {
  private static final byte[] NOTHING = new byte[0];

  private final HttpRequest request;
  private final Thread waiting;

  /** The app's body; null for none. */
  private final Content app;

  private final Jetty12ReadAhead ahead;

  /**
   * @param waiting the thread that waits for the answer in any case; null for none
   */
  Jetty12Request(HttpRequest request, Thread waiting) {
    this.request = request;
    this.waiting = waiting;
    Content content = request.getBody();
    // What is sent again, to where a redirect points for one, has what we sent before.
    this.ahead =
        content instanceof Jetty12SentBody
            ? ((Jetty12SentBody) content).ahead()
            : content == null || content.getLength() > Jetty12ReadAhead.MOST
                ? null
                : new Jetty12ReadAhead(content);
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
        && !(app instanceof ByteBufferRequestContent)
        && !(app instanceof AsyncRequestContent)
        && !(app instanceof OutputStreamRequestContent);
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
      request.body(
          ahead.isWhole()
              ? new Jetty12SentBody(ahead, ahead.bytes())
              : new Jetty12RestBody(app, ahead.bytes()));
      if (ahead.isWhole()) {
        fitLength(ahead.bytes().length);
      }
    }
  }

  /** Changes the request as it was decided. */
  void send(Decision decision) {
    if (decision.body() != null && ahead != null) {
      request.body(new Jetty12SentBody(ahead, decision.body()));
      fitLength(decision.body().length);
    }
    if (decision.plain()) {
      request.headers(headers -> headers.remove(HttpHeader.ACCEPT_ENCODING));
    }
  }

  private void fitLength(int length) {
    if (request.getHeaders().contains(HttpHeader.CONTENT_LENGTH)) {
      request.headers(headers -> headers.put(HttpHeader.CONTENT_LENGTH, Integer.toString(length)));
    }
  }

  @Override
  public String client() {
    return Jetty12Instrumentation.CLIENT;
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
    return value == null && app != null && name.equalsIgnoreCase(HttpHeader.CONTENT_TYPE.asString())
        ? app.getContentType()
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
