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
  private static final Object[] HIDDEN = {null, true};

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
    if (!reading && !tap.rewrites()) {
      end();
    }
  }

  /**
   * A piece was read.
   *
   * @param piece null where there was nothing to read yet
   * @return null to change nothing, else as {@link Jetty12Instrumentation#READ} says
   */
  Object[] read(Content.Chunk piece) {
    reading = false;
    Object[] changed = piece == null || Content.Chunk.isFailure(piece) ? null : shown(piece);
    if (complete && !tap.rewrites()) {
      end();
    }
    return changed;
  }

  private Object[] shown(Content.Chunk piece) {
    boolean any = piece.hasRemaining();
    ByteBuffer shown = any ? tap.data(piece.getByteBuffer()) : NOTHING;
    ByteBuffer rest = piece.isLast() ? end() : NOTHING;
    if (!tap.rewrites()) {
      return null;
    }
    boolean last = piece.isLast();
    if (!last && any && !shown.hasRemaining()) {
      piece.release();
      reading = true; // Once more, for something to show.
      return HIDDEN;
    }
    if (!any && !rest.hasRemaining()) {
      return null;
    }
    ByteBuffer all = ByteBuffer.allocate(shown.remaining() + rest.remaining());
    all.put(shown).put(rest).flip();
    piece.release();
    return new Object[] {Content.Chunk.from(all, last), null};
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
