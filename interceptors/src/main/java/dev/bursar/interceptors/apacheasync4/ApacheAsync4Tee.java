package dev.bursar.interceptors.apacheasync4;

import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import java.io.IOException;
import org.apache.http.Header;
import org.apache.http.HttpException;
import org.apache.http.HttpResponse;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.apache.http.protocol.HttpContext;

/**
 * Shows an exchange the response on its way to the app, and tells it how the call ends.
 *
 * <p>Threading: the client's threads, one at a time; a call may be cancelled at any time.
 */
final class ApacheAsync4Tee<T> implements HttpAsyncResponseConsumer<T> {
  private final HttpAsyncResponseConsumer<T> app;
  private final ApacheAsync4SentProducer producer;
  private final FollowedExchange exchange;
  private volatile boolean answered;
  private volatile boolean over;
  private volatile GuardedTap tap;
  private ApacheAsync4Decoder body;

  /**
   * @param producer knows what was sent
   */
  ApacheAsync4Tee(
      HttpAsyncResponseConsumer<T> app,
      ApacheAsync4SentProducer producer,
      FollowedExchange exchange) {
    this.app = app;
    this.producer = producer;
    this.exchange = exchange;
  }

  @Override
  public void responseReceived(HttpResponse response) throws IOException, HttpException {
    producer.noteUnseenAttempt();
    GuardedTap opened =
        exchange.response(
            response.getStatusLine().getStatusCode(),
            name -> {
              Header header = response.getFirstHeader(name);
              return header == null ? null : header.getValue();
            });
    tap = opened;
    answered = true;
    body = opened == null ? null : new ApacheAsync4Decoder(opened);
    app.responseReceived(response);
  }

  @Override
  public void consumeContent(ContentDecoder decoder, IOControl control) throws IOException {
    if (body == null) {
      app.consumeContent(decoder, control);
      return;
    }
    body.from(decoder);
    app.consumeContent(body, control);
    // What a tap held back may be more than the app took at once, and nobody else offers it again.
    int before = 0;
    while (body.left() != before && body.left() > 0 && !app.isDone()) {
      before = body.left();
      app.consumeContent(body, control);
    }
  }

  @Override
  public void responseCompleted(HttpContext context) {
    over = true;
    if (body != null) {
      body.end();
    }
    app.responseCompleted(context);
  }

  @Override
  public void failed(Exception cause) {
    end(cause);
    app.failed(cause);
  }

  @Override
  public boolean cancel() {
    end(null);
    return app.cancel();
  }

  @Override
  public void close() throws IOException {
    end(null);
    app.close();
  }

  private void end(Exception cause) {
    if (over) {
      return;
    }
    over = true;
    GuardedTap tapped = tap;
    if (tapped != null) {
      tapped.abort(cause);
    } else if (!answered) {
      exchange.failed(cause);
    }
  }

  @Override
  public Exception getException() {
    return app.getException();
  }

  @Override
  public T getResult() {
    return app.getResult();
  }

  @Override
  public boolean isDone() {
    return app.isDone();
  }
}
