package dev.bursar.interceptors.apache4;

import org.apache.http.client.methods.HttpExecutionAware;
import org.apache.http.concurrent.Cancellable;

/**
 * The app's request, as the chain tells it what to cancel. Who gives up a request, or releases its
 * connection, need not close the response as well.
 */
final class Apache4Aware implements HttpExecutionAware {
  private final HttpExecutionAware app;
  private final Apache4Call call;

  Apache4Aware(HttpExecutionAware app, Apache4Call call) {
    this.app = app;
    this.call = call;
  }

  @Override
  public boolean isAborted() {
    return app.isAborted();
  }

  @Override
  public void setCancellable(Cancellable cancellable) {
    app.setCancellable(
        () -> {
          try {
            return cancellable.cancel();
          } finally {
            call.cancelled();
          }
        });
  }
}
