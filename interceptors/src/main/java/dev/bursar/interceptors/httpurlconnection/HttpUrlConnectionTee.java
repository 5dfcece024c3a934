package dev.bursar.interceptors.httpurlconnection;

import dev.bursar.interceptors.GuardedTap;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A response's body that shows a tap what the app reads of it, when the app reads it. Nothing is
 * read ahead and nothing kept.
 *
 * <p>Threading: as any input stream, one thread at a time; {@link #close} from any.
 */
final class HttpUrlConnectionTee extends FilterInputStream {
  private static final int SKIPPED_AT_ONCE = 8192;

  private final GuardedTap tap;
  private final long length;
  private long position;
  private long marked;

  /** How far the tap has seen: after a reset the app reads some bytes again. */
  private long seen;

  /** What the tap has made of bytes that arrived, and the app has not read yet. */
  private ByteBuffer rewritten = ByteBuffer.allocate(0);

  private volatile boolean over;

  /**
   * @param length the body's length in bytes, or -1 where unknown
   */
  HttpUrlConnectionTee(InputStream body, GuardedTap tap, long length) {
    super(body);
    this.tap = tap;
    this.length = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes) throws IOException {
    return read(bytes, 0, bytes.length);
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    if (!tap.rewrites() || count == 0) {
      int read = readOrAbort(bytes, from, count);
      watch(bytes, from, read);
      return read;
    }
    while (!rewritten.hasRemaining()) {
      int read = readOrAbort(bytes, from, count);
      if (read >= 0) {
        rewritten = tap.data(ByteBuffer.wrap(bytes, from, read));
      } else if (over) {
        return -1;
      } else {
        over = true;
        rewritten = tap.end();
      }
    }
    int taken = Math.min(count, rewritten.remaining());
    rewritten.get(bytes, from, taken);
    return taken;
  }

  @Override
  public long skip(long count) throws IOException {
    if (count <= 0) {
      return 0;
    }
    byte[] skipped = new byte[(int) Math.min(count, SKIPPED_AT_ONCE)];
    long left = count;
    while (left > 0) {
      int read = read(skipped, 0, (int) Math.min(left, skipped.length));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return count - left;
  }

  @Override
  public int available() throws IOException {
    return rewritten.hasRemaining() ? rewritten.remaining() : super.available();
  }

  @Override
  public boolean markSupported() {
    return !tap.rewrites() && super.markSupported();
  }

  @Override
  public synchronized void mark(int limit) {
    if (markSupported()) {
      marked = position;
      super.mark(limit);
    }
  }

  @Override
  public synchronized void reset() throws IOException {
    if (!markSupported()) {
      throw new IOException("mark/reset not supported");
    }
    super.reset();
    position = marked;
  }

  @Override
  public void close() throws IOException {
    if (!over) {
      over = true;
      tap.abort(null);
    }
    super.close();
  }

  private void watch(byte[] bytes, int from, int read) {
    if (over) {
      return;
    }
    if (read > 0) {
      position += read;
      int fresh = (int) Math.min(read, position - seen);
      if (fresh > 0) {
        seen = position;
        tap.data(ByteBuffer.wrap(bytes, from + read - fresh, fresh));
      }
    }
    if (read < 0 && seen < length) {
      // The JDK takes a body that was cut for one that is over.
      over = true;
      tap.abort(new EOFException());
    } else if (read < 0 || seen == length) {
      // Who knows the length has no need to ask for the end, and many do not.
      over = true;
      tap.end();
    }
  }

  private int readOrAbort(byte[] bytes, int from, int count) throws IOException {
    try {
      return in.read(bytes, from, count);
    } catch (Throwable thrown) {
      if (!over) {
        over = true;
        tap.abort(thrown);
      }
      throw thrown;
    }
  }
}
