package dev.bursar.agent.provider;

import dev.bursar.agent.prices.Usage;

/**
 * Reads a call's successful response as it passes: keeps what was used, by which model, and how
 * much was put out, and forgets the rest. Memory stays the same whatever the response's size.
 *
 * <p>The body decides what it is, JSON or a stream of events, not its content type. Not
 * thread-safe; methods do not throw.
 */
public interface ResponseReader {
  /**
   * The next bytes, not compressed, cut anywhere. Reads to the end of an event, if one ends in
   * them.
   *
   * @return where it stopped: just after the end of an event, where {@link #atEventEnd}, else
   *     {@code to}
   */
  int read(byte[] b, int from, int to);

  /** Whether the body is a stream of events, as far as can be told by now. */
  boolean events();

  /** Whether the last {@link #read} stopped after the end of an event. */
  boolean atEventEnd();

  /**
   * Whether the event that just ended, or is complete but for its blank line, carries nothing but
   * usage: the extra one that a provider sends to those who asked for usage.
   */
  boolean surplus();

  /** The body is over: what was read last counts as complete, where it is. */
  void finish();

  /** Whether the response was complete: a stream came to its last event, a JSON text to its end. */
  boolean complete();

  /** Whether the response, in spite of its status, is an error or turned into one. */
  boolean failed();

  /** Whether the response states a usage at all, readable or not. */
  boolean statesUsage();

  /**
   * The usage that the response states; the last one, where a stream states several.
   *
   * @return null where there is none, or where counts are missing, negative or absurd
   */
  Usage usage();

  /**
   * Whether nothing more can come that matters, though the body may not be over: the last event was
   * seen, or the final usage, or the JSON text's end.
   */
  boolean over();

  /**
   * Bytes of the answer's text seen so far: not less than the visible tokens, since a token is at
   * least one byte.
   */
  long outputBytes();

  /** The model that answered, or null where the response does not say. */
  String model();

  /** The service tier that answered, or null where the response does not say. */
  String serviceTier();
}
