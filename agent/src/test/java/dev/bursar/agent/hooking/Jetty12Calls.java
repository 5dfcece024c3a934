package dev.bursar.agent.hooking;

import java.util.concurrent.CompletableFuture;

/**
 * What an app does with Jetty's client 12, by the JDK's types alone: the app has a loader of its
 * own. A body is a text, an {@code InputStream}, or a {@code CompletableFuture} of a text; null for
 * none. An answer is a status, a space and a text.
 */
public interface Jetty12Calls extends AutoCloseable {
  /** Calls and waits: a GET without a body, else a POST. */
  String call(String url, Object body) throws Exception;

  /** Calls without waiting. */
  CompletableFuture<String> send(String url, Object body);

  /** Aborts what was sent last. */
  void abort(Throwable cause);
}
