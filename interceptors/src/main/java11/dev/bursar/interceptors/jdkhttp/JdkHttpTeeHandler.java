package dev.bursar.interceptors.jdkhttp;

import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.GuardedTap;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;

/** The app's body handler, after the call has seen the response's head. */
final class JdkHttpTeeHandler<T> implements BodyHandler<T> {
  private final BodyHandler<T> app;
  private final JdkHttpCall call;
  private final Run run = Runs.carried();

  JdkHttpTeeHandler(BodyHandler<T> app, JdkHttpCall call) {
    this.app = app;
    this.call = call;
  }

  @Override
  public BodySubscriber<T> apply(ResponseInfo head) {
    GuardedTap tap = call.responded(head);
    BodySubscriber<T> subscriber;
    try {
      subscriber = app.apply(head);
    } catch (Throwable thrown) {
      call.failed(thrown);
      throw thrown;
    }
    return tap == null || subscriber == null ? subscriber : new JdkHttpTee<>(subscriber, tap, run);
  }
}
