package dev.bursar.interceptors.jdkhttp;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.FollowedExchange;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * An asynchronous call whose body is not there yet: it is decided, and sent, when its body has been
 * read. Where the request's own time is over before that, it is decided without its body.
 *
 * <p>Threading: begun by the app; goes on in the JDK's common pool, not on the thread that writes
 * the body, which may hold locks of the app's.
 */
final class JdkHttpLater<T> extends CompletableFuture<HttpResponse<T>> {
  private final HttpClient client;
  private final JdkHttpRequest seen;
  private final FollowedExchange exchange;
  private final BodyHandler<T> handler;
  private final Object pushes;
  private final Run run;
  private volatile CompletableFuture<HttpResponse<T>> sent;

  /**
   * @param pushes the app's own {@code PushPromiseHandler}, or null
   */
  JdkHttpLater(
      HttpClient client,
      JdkHttpRequest seen,
      FollowedExchange exchange,
      BodyHandler<T> handler,
      Object pushes) {
    this.client = client;
    this.seen = seen;
    this.exchange = exchange;
    this.handler = handler;
    this.pushes = pushes;
    this.run = Runs.carried();
  }

  /**
   * Begins to read the body.
   *
   * @return whether this is what the app is to wait for; else the body is there
   */
  boolean begin() {
    CompletableFuture<Void> read = new CompletableFuture<>();
    if (!seen.await(() -> read.complete(null))) {
      return false;
    }
    seen.app()
        .timeout()
        .ifPresent(
            timeout -> read.completeOnTimeout(null, timeout.toNanos(), TimeUnit.NANOSECONDS));
    ((CompletionStage<?>) read).thenRunAsync(this::goOn);
    return true;
  }

  private void goOn() {
    Object before = Runs.enter(run);
    try {
      if (!isDone()) {
        decide();
      }
    } catch (Throwable failed) {
      completeExceptionally(failed);
    } finally {
      Runs.restore(before);
    }
  }

  @SuppressWarnings("unchecked")
  private void decide() throws IOException {
    Decision decision = JdkHttpHook.decide(exchange);
    if (decision.refusal() == null) {
      JdkHttpCall call = new JdkHttpCall(exchange);
      send(JdkHttpHook.toSend(seen, decision, call), call);
    } else {
      Object answer = JdkHttpHook.refuse(seen.app(), handler, decision.refusal(), true);
      end((CompletableFuture<HttpResponse<T>>) answer);
    }
  }

  /** Its handler says that it is followed already. */
  @SuppressWarnings("unchecked")
  private void send(HttpRequest request, JdkHttpCall call) {
    CompletableFuture<HttpResponse<T>> future =
        client.sendAsync(
            request, new JdkHttpTeeHandler<>(handler, call), (PushPromiseHandler<T>) pushes);
    sent = future;
    if (isCancelled()) {
      future.cancel(true);
    }
    ((CompletionStage<?>) future).whenComplete(call);
    end(future);
  }

  private void end(CompletionStage<HttpResponse<T>> future) {
    future.whenComplete(
        (response, thrown) -> {
          if (thrown == null) {
            complete(response);
          } else {
            completeExceptionally(thrown);
          }
        });
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    CompletableFuture<HttpResponse<T>> going = sent;
    if (going != null) {
      going.cancel(mayInterruptIfRunning);
    } else if (cancelled) {
      seen.stopReading();
    }
    return cancelled;
  }
}
