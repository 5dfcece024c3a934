package dev.bursar.gate;

/**
 * Lives in the boot loader. A call of a model as a hook above the transports sees it: no bytes, but
 * what they would say. Each such hook implements it over its library's own request.
 *
 * <p>Threading: used by one thread, the one that makes the call.
 */
public interface ModelRequest {
  /** {@link #maxOutput}: the request sets no limit. */
  long NONE = -1;

  /** {@link #endpoint}: a conversation, or a text to go on with. */
  String CHAT = "chat";

  /** {@link #endpoint}: vectors. */
  String EMBEDDINGS = "embeddings";

  /** The hook that saw the request, and who bills where that is not known: {@code langchain4j}. */
  String client();

  /** What is asked for, as the history of calls shows it: {@link #CHAT}, {@link #EMBEDDINGS}, … */
  String endpoint();

  /** Who bills, as the price table names it, or null where unknown. */
  String biller();

  /** The model asked for, or null where the request names none. */
  String model();

  /** All that is sent, in bytes of UTF-8: no less than the input tokens that it shows. */
  long inputBytes();

  /** Whether tools are offered to the model. */
  boolean hasTools();

  /** Why the request does not show all of the input, in words for a message; null where it does. */
  String unbounded();

  /** What is billed beside tokens, in words for a message; null where nothing is. */
  String fees();

  /** Whether the model puts out tokens. */
  boolean hasOutput();

  /** The greatest number of tokens that the answer may have, or {@link #NONE}. */
  long maxOutput();

  /** The same for the same request, and hardly ever for others. */
  long hash();

  /** Whether this thread may be made to wait. */
  boolean mayBlock();
}
