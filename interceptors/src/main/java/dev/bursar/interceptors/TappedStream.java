package dev.bursar.interceptors;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A response's body that shows a tap what the app reads of it, when the app reads it. Nothing is
 * read ahead and, unless the tap rewrites, nothing kept.
 *
 * <p>Threading: as any stream, one reader at a time; {@link #close} may come from any thread.
 */
public final class TappedStream extends FilterInputStream {
  private static final int SKIPPED_AT_ONCE = 2048;

  private final GuardedTap tap;
  private final byte[] single = new byte[1];

  /** What the tap made of the bytes that arrived last; null where it only watches. */
  private ByteBuffer rewritten;

  private long left;
  private volatile boolean over;

  /**
   * @param body the client's own stream
   * @param length the body's length in bytes, or -1 where unknown
   */
  public TappedStream(InputStream body, GuardedTap tap, long length) {
    super(body);
    this.tap = tap;
    this.left = length;
    this.rewritten = tap.rewrites() ? ByteBuffer.allocate(0) : null;
  }

  @Override
  public int read() throws IOException {
    int n = read(single, 0, 1);
    return n < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (rewritten == null) {
      return watched(into, from, length);
    }
    if (length == 0) {
      return 0;
    }
    while (!rewritten.hasRemaining()) {
      if (over) {
        return -1;
      }
      byte[] arrived = new byte[length];
      int n = readOrAbort(arrived, 0, length);
      rewritten = n < 0 ? end() : tap.data(ByteBuffer.wrap(arrived, 0, n));
    }
    int n = Math.min(length, rewritten.remaining());
    rewritten.get(into, from, n);
    return n;
  }

  @Override
  public long skip(long count) throws IOException {
    byte[] skipped = new byte[(int) Math.max(0, Math.min(count, SKIPPED_AT_ONCE))];
    long done = 0;
    while (done < count) {
      int n = read(skipped, 0, (int) Math.min(skipped.length, count - done));
      if (n < 0) {
        return done;
      }
      done += n;
    }
    return done;
  }

  @Override
  public int available() throws IOException {
    return rewritten == null ? super.available() : rewritten.remaining();
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void close() throws IOException {
    if (!over) {
      over = true;
      tap.abort(null);
    }
    super.close();
  }

  private int watched(byte[] into, int from, int length) throws IOException {
    int n = readOrAbort(into, from, length);
    if (over) {
      return n;
    }
    if (n > 0) {
      tap.data(ByteBuffer.wrap(into, from, n));
      left = left < 0 ? left : left - n;
    }
    // Who knows the length has no need to ask for the end, and many do not.
    if (n < 0 || left == 0) {
      end();
    }
    return n;
  }

  private ByteBuffer end() {
    over = true;
    return tap.end();
  }

  private int readOrAbort(byte[] into, int from, int length) throws IOException {
    try {
      return in.read(into, from, length);
    } catch (Throwable thrown) {
      over = true;
      tap.abort(thrown);
      throw thrown;
    }
  }
}
