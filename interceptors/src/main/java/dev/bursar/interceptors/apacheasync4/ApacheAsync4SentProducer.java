package dev.bursar.interceptors.apacheasync4;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.interceptors.FollowedExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpCoreContext;

/**
 * A request whose every sending an exchange is told of, before the first byte of its body leaves.
 * The head has left by then, which nobody bills without the body that it announces.
 *
 * <p>Threading: the client's threads, one at a time.
 */
final class ApacheAsync4SentProducer implements HttpAsyncRequestProducer {
  /** A status for an answer that the client has dealt with, and of which nothing else is known. */
  private static final int FOUND = 302;

  private final HttpAsyncRequestProducer app;
  private final HttpHost target;
  private final HttpRequest request;
  private final ByteBuffer bytes;
  private final boolean whole;
  private final FollowedExchange exchange;
  private final HttpContext context;
  private boolean begun;
  private boolean sent;
  private Object answer;

  /**
   * @param bytes what to send; null for what the app's producer writes
   * @param whole whether that is all; else the app's producer goes on
   * @param exchange is told of each sending; null for none
   * @param context where the client notes what it is answered
   */
  ApacheAsync4SentProducer(
      HttpAsyncRequestProducer app,
      HttpHost target,
      HttpRequest request,
      byte[] bytes,
      boolean whole,
      FollowedExchange exchange,
      HttpContext context) {
    this.app = app;
    this.target = target;
    this.request = request;
    this.bytes = ByteBuffer.wrap(bytes);
    this.whole = whole;
    this.exchange = exchange;
    this.context = context;
  }

  @Override
  public HttpHost getTarget() {
    return target;
  }

  @Override
  public HttpRequest generateRequest() throws IOException, HttpException {
    return request;
  }

  @Override
  public void produceContent(ContentEncoder encoder, IOControl control) throws IOException {
    begin();
    if (bytes.hasRemaining()) {
      encoder.write(bytes);
    }
    if (bytes.hasRemaining()) {
      return;
    }
    if (whole) {
      encoder.complete();
    } else {
      app.produceContent(encoder, control);
    }
  }

  private void begin() throws BudgetExceededIOException {
    if (begun) {
      return;
    }
    begun = true;
    if (exchange == null) {
      return;
    }
    Object last = context.getAttribute(HttpCoreContext.HTTP_RESPONSE);
    if (sent && last != answer && last instanceof HttpResponse) {
      exchange.replied(((HttpResponse) last).getStatusLine().getStatusCode());
    }
    answer = last;
    sent = true;
    exchange.attempt();
  }

  /** Where a response has come to something else than the body that was sent last. */
  void noteUnseenAttempt() {
    Object last = context.getAttribute(HttpCoreContext.HTTP_REQUEST);
    if (sent
        && last instanceof HttpRequest
        && !(last instanceof HttpEntityEnclosingRequest
            && ((HttpEntityEnclosingRequest) last).getEntity() != null)) {
      exchange.replied(FOUND);
      exchange.unseenAttempt();
    }
  }

  @Override
  public void requestCompleted(HttpContext over) {
    app.requestCompleted(over);
  }

  @Override
  public void failed(Exception cause) {
    app.failed(cause);
  }

  @Override
  public boolean isRepeatable() {
    return app.isRepeatable();
  }

  @Override
  public void resetRequest() throws IOException {
    begun = false;
    bytes.rewind();
    app.resetRequest();
  }

  @Override
  public void close() throws IOException {
    app.close();
  }
}
