package dev.bursar.interceptors.apacheasync4;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import java.io.IOException;
import java.util.concurrent.Future;
import org.apache.http.concurrent.BasicFuture;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.nio.client.HttpAsyncClient;

/**
 * A call whose body is not there yet: it is decided, and made, when its body has been read.
 *
 * <p>Threading: goes on in the JDK's common pool.
 */
final class ApacheAsync4Later<T> extends BasicFuture<T> implements Runnable {
  private final HttpAsyncClient client;
  private final ApacheAsync4Sending<T> sending;
  private final Run run = Runs.carried();
  private volatile Future<T> made;

  /**
   * @param callback the app's, or null
   */
  ApacheAsync4Later(
      HttpAsyncClient client, ApacheAsync4Sending<T> sending, FutureCallback<T> callback) {
    super(callback);
    this.client = client;
    this.sending = sending;
  }

  @Override
  public void run() {
    if (isDone()) {
      return;
    }
    Object before = Runs.enter(run);
    try {
      if (sending.decide(new End()) == null) {
        make();
      }
    } catch (Throwable fault) {
      Gate.fault(fault);
      sending.failed(fault);
      failed(fault instanceof Exception ? (Exception) fault : new IOException(fault));
    } finally {
      Runs.restore(before);
    }
  }

  private void make() {
    try {
      made = client.execute(sending.producer(), sending.consumer(), sending.context(), new End());
    } catch (RuntimeException refused) {
      sending.failed(refused);
      failed(refused);
      return;
    }
    if (isCancelled()) {
      made.cancel(true);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    Future<T> going = made;
    if (going != null) {
      going.cancel(mayInterruptIfRunning);
    } else if (cancelled) {
      sending.cancelled();
    }
    return cancelled;
  }

  /** How the client's own call ends. */
  private final class End implements FutureCallback<T> {
    @Override
    public void completed(T result) {
      ApacheAsync4Later.this.completed(result);
    }

    @Override
    public void failed(Exception cause) {
      ApacheAsync4Later.this.failed(cause);
    }

    @Override
    public void cancelled() {
      ApacheAsync4Later.super.cancel(true);
    }
  }
}
