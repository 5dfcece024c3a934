package dev.bursar.interceptors.okhttp;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.GuardedTap;
import java.io.IOException;
import java.nio.ByteBuffer;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;

/**
 * A response's body that shows a tap what the app reads of it, when the app reads it. Nothing is
 * read ahead and nothing kept.
 */
final class OkHttpTee extends ResponseBody {
  private final ResponseBody body;
  private final long length;
  private final BufferedSource source;

  private OkHttpTee(ResponseBody body, long length, BufferedSource source) {
    this.body = body;
    this.length = length;
    this.source = source;
  }

  /** The body to give to the app. */
  static ResponseBody of(ResponseBody body, GuardedTap tap) {
    long length = body.contentLength();
    return tap.rewrites()
        ? new OkHttpTee(body, -1, Okio.buffer(new Rewriting(body.source(), tap)))
        : new OkHttpTee(body, length, Okio.buffer(new Watching(body.source(), tap, length)));
  }

  /** Whether a response can have a body at all: an app need not close one that is empty. */
  static boolean hasBody(Response response) {
    return response.body() != null
        && response.code() >= 200
        && response.code() != 204
        && response.code() != 304
        && !response.request().method().equals("HEAD")
        && response.body().contentLength() != 0;
  }

  @Override
  public MediaType contentType() {
    return body.contentType();
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public BufferedSource source() {
    return source;
  }

  /** Gives the tap each byte, and the app the same. */
  private static final class Watching extends ForwardingSource {
    private final GuardedTap tap;
    private final Slices slices = new Slices();
    private long left;
    private boolean over;

    /**
     * @param left the body's length in bytes, or -1 where unknown
     */
    Watching(Source source, GuardedTap tap, long left) {
      super(source);
      this.tap = tap;
      this.left = left;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      long read = readOrAbort(sink, byteCount);
      if (over) {
        return read;
      }
      if (read > 0) {
        show(sink, sink.size() - read);
        left = left < 0 ? left : left - read;
      }
      // Who knows the length has no need to ask for the end, and many do not.
      if (read < 0 || left == 0) {
        over = true;
        tap.end();
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      if (!over) {
        over = true;
        tap.abort(null);
      }
      super.close();
    }

    private void show(Buffer sink, long from) {
      try {
        slices.show(sink, from, tap);
      } catch (Throwable fault) {
        Gate.fault(fault);
        tap.abort(fault);
      }
    }

    private long readOrAbort(Buffer sink, long byteCount) throws IOException {
      try {
        return super.read(sink, byteCount);
      } catch (Throwable thrown) {
        over = true;
        tap.abort(thrown);
        throw thrown;
      }
    }
  }

  /** Gives the tap each byte, and the app what the tap makes of them. */
  private static final class Rewriting extends ForwardingSource {
    private final GuardedTap tap;
    private final Slices slices = new Slices();
    private final Buffer arrived = new Buffer();
    private final Buffer rewritten = new Buffer();
    private boolean over;

    Rewriting(Source source, GuardedTap tap) {
      super(source);
      this.tap = tap;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      if (byteCount == 0) {
        return 0;
      }
      while (rewritten.exhausted()) {
        if (over) {
          return -1;
        }
        long read = readOrAbort(byteCount);
        if (read < 0) {
          over = true;
          append(tap.end());
        } else {
          rewrite();
        }
      }
      return rewritten.read(sink, byteCount);
    }

    @Override
    public void close() throws IOException {
      if (!over) {
        over = true;
        tap.abort(null);
      }
      super.close();
    }

    private void rewrite() throws IOException {
      long before = rewritten.size();
      try {
        slices.rewrite(arrived, tap, rewritten);
        arrived.clear();
      } catch (Throwable fault) {
        Gate.fault(fault);
        tap.abort(fault);
        rewritten.skip(rewritten.size() - before);
        rewritten.writeAll(arrived);
      }
    }

    private void append(ByteBuffer bytes) throws IOException {
      if (bytes.hasRemaining()) {
        rewritten.write(bytes);
      }
    }

    private long readOrAbort(long byteCount) throws IOException {
      try {
        return super.read(arrived, byteCount);
      } catch (Throwable thrown) {
        over = true;
        tap.abort(thrown);
        throw thrown;
      }
    }
  }

  /** Looks at a buffer's segments where they lie. */
  private static final class Slices {
    private final Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();

    void show(Buffer buffer, long from, GuardedTap tap) {
      buffer.readUnsafe(cursor);
      try {
        for (int n = cursor.seek(from); n > 0; n = cursor.next()) {
          tap.data(ByteBuffer.wrap(cursor.data, cursor.start, n));
        }
      } finally {
        cursor.close();
      }
    }

    void rewrite(Buffer from, GuardedTap tap, Buffer to) throws IOException {
      from.readUnsafe(cursor);
      try {
        for (int n = cursor.next(); n > 0; n = cursor.next()) {
          to.write(tap.data(ByteBuffer.wrap(cursor.data, cursor.start, n)));
        }
      } finally {
        cursor.close();
      }
    }
  }
}
