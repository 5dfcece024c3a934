package dev.bursar.agent.provider;

import dev.bursar.agent.prices.Terms;
import java.util.List;

/**
 * One request for a model's work, as its body tells: what it can be billed at most and how to lower
 * that. Where the body says a thing twice, the dearer one counts. Immutable; token counts are not
 * negative and stop at {@link Long#MAX_VALUE}.
 */
public interface Call {
  /** Where something has no bound. */
  long UNBOUNDED = Long.MAX_VALUE;

  /** Where the request sets no limit of its own. */
  long NONE = -1;

  /**
   * The models that may answer, as on the wire; the one asked for first. Empty where the request
   * names none.
   */
  List<String> models();

  /** What else than tokens decides the price. */
  Terms terms();

  /** Whether the answer comes as a stream. */
  boolean stream();

  /** Why the body does not show all of the input, in words for a message; null where it does. */
  String unbounded();

  /**
   * What of the call is billed beside tokens and is in no price table, in words for a message; null
   * where nothing is.
   */
  String fees();

  /**
   * The most input tokens that what the body shows can be billed; cheap. {@link #UNBOUNDED} only
   * where {@link #unbounded} says so too.
   */
  long input();

  /**
   * As {@link #input}, counted with the model's own tokenizer where that is known. Dear: reads all
   * text again, and the first count loads a table.
   *
   * @param mayBlock whether this thread may spend a second or more; where not, and the count would
   *     take long, the answer is {@link #input}
   * @return never more than {@link #input}
   */
  long exactInput(boolean mayBlock);

  /** The request's own output limit for one answer, in tokens, or {@link #NONE}. */
  long limit();

  /**
   * The most output tokens of all answers together, as the request stands.
   *
   * @param modelMax the model's greatest output for one answer in tokens, or {@link #NONE} where
   *     unknown
   * @return tokens, or {@link #UNBOUNDED}
   */
  long output(long modelMax);

  /** Whether the request's output can be lowered with {@link #rewrite}. */
  boolean clampable();

  /**
   * The most output tokens of all answers together, were the limit for one answer lowered.
   *
   * @param limit tokens for one answer
   */
  long outputUnder(long limit);

  /**
   * The inverse of {@link #outputUnder}: the greatest limit for one answer that keeps all answers
   * together within a total.
   *
   * @return tokens, or a number below 1 where there is none
   */
  long limitWithin(long total);

  /**
   * The body to send.
   *
   * @param limit the output limit for one answer to send, or {@link #NONE} to leave it as it is
   * @return the new body, or null where the app's own can be sent
   */
  byte[] rewrite(long limit);

  /** Whether {@link #rewrite} asks for usage that the app did not ask for. */
  boolean asksForUsage();

  /** Whether the model may be billed for output that it does not show. */
  boolean reasonsUnseen();

  /** Whether the provider stops generating, and billing, when the client goes away. */
  boolean stopsOnDisconnect();
}
