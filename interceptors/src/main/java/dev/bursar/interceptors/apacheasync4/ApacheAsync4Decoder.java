package dev.bursar.interceptors.apacheasync4;

import dev.bursar.interceptors.GuardedTap;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.http.nio.ContentDecoder;

/**
 * Shows a tap what the app reads of a response's body, and the app what the tap lets pass.
 *
 * <p>Threading: the client's threads, one at a time.
 */
final class ApacheAsync4Decoder implements ContentDecoder {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final GuardedTap tap;
  private ContentDecoder source;
  private ByteBuffer shown = NOTHING;
  private boolean ended;

  ApacheAsync4Decoder(GuardedTap tap) {
    this.tap = tap;
  }

  /** From where the body comes, from now on. */
  void from(ContentDecoder decoder) {
    source = decoder;
  }

  /** How much of what the tap let pass the app has not taken yet, in bytes. */
  int left() {
    return shown.remaining();
  }

  /** Copies as much as there is room for; returns how much, in bytes. */
  static int move(ByteBuffer from, ByteBuffer into) {
    int n = Math.min(from.remaining(), into.remaining());
    ByteBuffer part = from.duplicate();
    part.limit(part.position() + n);
    into.put(part);
    from.position(from.position() + n);
    return n;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return tap.rewrites() ? readShown(into) : readAll(into);
  }

  private int readAll(ByteBuffer into) throws IOException {
    ByteBuffer arrived = into.duplicate();
    int n = source.read(into);
    if (n > 0) {
      arrived.limit(arrived.position() + n);
      tap.data(arrived);
    }
    if (source.isCompleted()) {
      end();
    }
    return n;
  }

  private int readShown(ByteBuffer into) throws IOException {
    while (!shown.hasRemaining() && !ended) {
      ByteBuffer arrived = ByteBuffer.allocate(Math.max(1, into.remaining()));
      int n = source.read(arrived);
      arrived.flip();
      if (n > 0) {
        shown = copy(tap.data(arrived));
      }
      if (source.isCompleted()) {
        ByteBuffer before = shown;
        ByteBuffer rest = end();
        shown = join(before, rest);
      } else if (n <= 0) {
        return n;
      }
    }
    return shown.hasRemaining() ? move(shown, into) : -1;
  }

  /** The body is over; returns what is still to be shown. */
  ByteBuffer end() {
    if (ended) {
      return NOTHING;
    }
    ended = true;
    return tap.end();
  }

  @Override
  public boolean isCompleted() {
    return source.isCompleted() && ended && !shown.hasRemaining();
  }

  /** What a tap returns is its own until it is called again. */
  private static ByteBuffer copy(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
    copy.put(bytes);
    copy.flip();
    return copy;
  }

  private static ByteBuffer join(ByteBuffer first, ByteBuffer second) {
    ByteBuffer both = ByteBuffer.allocate(first.remaining() + second.remaining());
    both.put(first).put(second);
    both.flip();
    return both;
  }
}
