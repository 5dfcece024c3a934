package dev.bursar.gate;

import java.nio.ByteBuffer;

/**
 * Lives in the boot loader. Sees a response's body on its way to the app. Exactly one of {@link
 * #end} and {@link #abort} counts, the first.
 *
 * <p>No method throws. Threading: one thread at a time, in the order of the bytes; {@link #abort}
 * may come from any thread at any time.
 */
public interface Tap {
  /**
   * Whether the app must be given what {@link #data} and {@link #end} return in place of the bytes
   * that arrived (a chunk that the app did not ask for is hidden). Fixed for the life of a tap.
   */
  boolean rewrites();

  /**
   * The next bytes of the body, in any split.
   *
   * @param bytes from position to limit; neither changed nor kept
   * @return what to give to the app: {@code bytes} itself where nothing is rewritten, else a buffer
   *     of its own that may be empty
   */
  ByteBuffer data(ByteBuffer bytes);

  /**
   * The body is complete.
   *
   * @return bytes held back until now that must still reach the app before the end; may be empty,
   *     never null
   */
  ByteBuffer end();

  /**
   * The body will not be read to its end: closed early, cancelled, reset, timed out.
   *
   * @param cause the reason, or null where the app just closed it
   */
  void abort(Throwable cause);
}
