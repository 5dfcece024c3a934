package dev.bursar.interceptors.httpurlconnection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;

/**
 * What is held of a request in a streaming mode, its head included: the JDK has not written that
 * either. It does not know its connection, beside which it is kept.
 *
 * <p>Threading: one thread at a time, as its connection.
 */
final class HttpUrlConnectionHeld {
  /** The most that is held, in bytes; more than providers take. */
  private static final int MOST = 64 << 20;

  private final HttpUrlConnectionCall call;
  private final int chunk;
  private final long length;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean released;
  private boolean closed;
  private IOException failure;

  /**
   * @param chunk the length of a chunk, or -1 where the body's length is fixed
   * @param length the body's length, or -1 where it is sent in chunks
   */
  HttpUrlConnectionHeld(HttpUrlConnectionCall call, int chunk, long length) {
    this.call = call;
    this.chunk = chunk;
    this.length = length;
  }

  /** Whose it is. */
  HttpUrlConnectionCall call() {
    return call;
  }

  /** The length of a chunk to send, or -1 for none: nothing is sent of what is refused. */
  int chunkToSend() {
    return call.refusal() == null ? chunk : -1;
  }

  /** The length to send, or -1 where it is sent in chunks. */
  long lengthToSend() {
    if (call.refusal() != null) {
      return 0;
    }
    return call.newBody() == null || length < 0 ? length : call.newBody().length;
  }

  /** Whether so many bytes more can be held, and can belong to the body. */
  boolean hasRoom(int count) {
    long all = (long) bytes.size() + count;
    return all <= MOST && length <= MOST && (length < 0 || all <= length);
  }

  void write(int b) {
    bytes.write(b);
  }

  void write(byte[] b, int from, int count) {
    bytes.write(b, from, count);
  }

  /**
   * The app is done with it.
   *
   * @return false where it was before
   */
  boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  /** Throws what the app is to see where it can write no more. */
  void checkOpen() throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (closed) {
      throw new IOException("Stream is closed");
    }
  }

  /** Whether it is no longer held: it has been sent, or never will be. */
  boolean isReleased() {
    return released;
  }

  /** Why it could not be sent, or null. */
  IOException failure() {
    return failure;
  }

  /**
   * Decides, and where it may leave, sends what there is. Less than was announced is no call: it is
   * left to the JDK, which will complain.
   *
   * @return the JDK's stream, or null where nothing may be sent
   * @throws IOException what the app is to see
   */
  OutputStream release(HttpURLConnection connection) throws IOException {
    released = true;
    try {
      if (length > MOST || (length < 0 && !closed)) {
        call.decide(HttpUrlConnectionRequest.unseen(connection));
      } else if (length < 0 || bytes.size() == length) {
        call.decide(new HttpUrlConnectionRequest(connection, bytes));
      }
      return call.refusal() == null ? send(connection) : null;
    } catch (IOException failed) {
      failure = failed;
      throw failed;
    }
  }

  private OutputStream send(HttpURLConnection connection) throws IOException {
    OutputStream real = connection.getOutputStream();
    if (call.newBody() == null) {
      bytes.writeTo(real);
    } else {
      real.write(call.newBody());
    }
    bytes.reset();
    return real;
  }
}
