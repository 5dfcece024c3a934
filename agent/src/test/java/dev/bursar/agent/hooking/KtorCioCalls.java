package dev.bursar.agent.hooking;

import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * What an app does with Ktor's client, by the JDK's types alone: the app has a loader of its own. A
 * body is a text, bytes that the client reads, an {@code InputStream} that is written out, or what
 * is thrown instead of it; null for none. An answer is a status, a space and a text.
 */
public interface KtorCioCalls extends AutoCloseable {
  /**
   * Sends: a GET without a body, else a POST.
   *
   * @param pieces is given what is read, and says whether to read on
   */
  CompletableFuture<String> send(String url, Object body, Predicate<String> pieces);

  /** What the head of the last answer says of its body's length; null where nothing. */
  String lengthOfTheLast();

  /**
   * Sends by the plugin for events that are sent by a server.
   *
   * @param events is given each, and says whether to go on
   */
  CompletableFuture<?> events(String url, String body, Predicate<String> events);
}
