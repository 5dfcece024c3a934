package dev.bursar.interceptors.apacheasync5;

import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import java.io.IOException;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;

/**
 * Sees how one sending ends, before the rest of the chain does.
 *
 * <p>Threading: the client's threads, one at a time; {@link #failed} may come at any time.
 */
final class ApacheAsync5Callback implements AsyncExecCallback {
  private final AsyncExecCallback chain;
  private final FollowedExchange exchange;
  private volatile GuardedTap tap;
  private volatile boolean answered;

  ApacheAsync5Callback(AsyncExecCallback chain, FollowedExchange exchange) {
    this.chain = chain;
    this.exchange = exchange;
  }

  @Override
  public AsyncDataConsumer handleResponse(HttpResponse response, EntityDetails details)
      throws HttpException, IOException {
    GuardedTap opened =
        exchange.response(
            response.getCode(),
            name -> {
              Header header = response.getFirstHeader(name);
              return header == null ? null : header.getValue();
            });
    tap = opened;
    answered = true;
    if (opened != null && details == null) {
      opened.end();
    }
    AsyncDataConsumer consumer = chain.handleResponse(response, details);
    return opened == null || details == null ? consumer : new ApacheAsync5Tee(consumer, opened);
  }

  @Override
  public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
    chain.handleInformationResponse(response);
  }

  @Override
  public void completed() {
    chain.completed();
  }

  @Override
  public void failed(Exception cause) {
    GuardedTap tapped = tap;
    if (tapped == null) {
      exchange.failed(cause);
    } else {
      tapped.abort(cause);
    }
    chain.failed(cause);
  }

  /** The call is over, however it ended. */
  void released() {
    if (!answered) {
      exchange.failed(null);
    }
  }
}
