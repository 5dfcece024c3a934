package dev.bursar.interceptors.jetty12;

import dev.bursar.interceptors.GuardedTap;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;

/**
 * Shows a tap the body of a response as it is read from the connection, before it is decoded.
 * Nothing is kept, and nothing is read that the app has not asked for.
 *
 * <p>Threading: one reader at a time; {@link #abort} may come at any time.
 */
final class Jetty12Tee {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final GuardedTap tap;

  /** What a read is entered with. */
  private final Object[] itself = {this};

  private boolean reading;
  private boolean complete;
  private boolean over;

  Jetty12Tee(GuardedTap tap) {
    this.tap = tap;
  }

  /** The one that a read was entered with. */
  static Jetty12Tee of(Object[] entered) {
    return (Jetty12Tee) entered[0];
  }

  /** A piece is about to be read. */
  Object[] reading() {
    reading = true;
    return itself;
  }

  /** The response is complete; its last piece may be what is being read. */
  void complete() {
    complete = true;
    if (!reading) {
      end();
    }
  }

  /**
   * A piece was read.
   *
   * @param piece null where there was nothing to read yet
   * @return what to hand on in its place, perhaps nothing; null for the piece itself
   */
  Content.Chunk read(Content.Chunk piece) {
    reading = false;
    boolean any = piece != null && !over && !Content.Chunk.isFailure(piece);
    Content.Chunk changed = any ? shown(piece) : null;
    if (complete) {
      end();
    }
    return changed;
  }

  private Content.Chunk shown(Content.Chunk piece) {
    boolean last = piece.isLast();
    ByteBuffer shown = piece.hasRemaining() ? tap.data(piece.getByteBuffer()) : NOTHING;
    ByteBuffer rest = last ? end() : NOTHING;
    if (!tap.rewrites()) {
      return null;
    }
    ByteBuffer all = ByteBuffer.allocate(shown.remaining() + rest.remaining());
    all.put(shown).put(rest).flip();
    piece.release();
    // Empty ones are handed on too: the client's own reading counts on what it has read.
    return Content.Chunk.from(all, last);
  }

  /** The body is complete; returns what was held back of it. */
  private ByteBuffer end() {
    if (over) {
      return NOTHING;
    }
    over = true;
    return tap.end();
  }

  /** The body will not come to its end. */
  void abort(Throwable cause) {
    tap.abort(cause);
  }
}
