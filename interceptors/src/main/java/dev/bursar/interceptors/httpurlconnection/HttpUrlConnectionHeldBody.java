package dev.bursar.interceptors.httpurlconnection;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;

/**
 * What an app gets to write a body to in a streaming mode: held until the body is whole, then sent
 * through the JDK's own stream, which also complains where the app has written too little or too
 * much. What is longer than we hold is decided on unseen, and from then on sent as it comes.
 */
final class HttpUrlConnectionHeldBody extends OutputStream {
  private final HttpUrlConnectionHook hook;
  private final HttpURLConnection connection;
  private final HttpUrlConnectionHeld held;
  private OutputStream real;

  HttpUrlConnectionHeldBody(
      HttpUrlConnectionHook hook, HttpURLConnection connection, HttpUrlConnectionHeld held) {
    this.hook = hook;
    this.connection = connection;
    this.held = held;
  }

  @Override
  public void write(int b) throws IOException {
    if (holds(1)) {
      held.write(b);
    } else if (real != null) {
      try {
        real.write(b);
      } catch (IOException failed) {
        throw ended(failed);
      }
    }
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    if (holds(count)) {
      held.write(bytes, from, count);
    } else if (real != null) {
      try {
        real.write(bytes, from, count);
      } catch (IOException failed) {
        throw ended(failed);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    if (real != null) {
      real.flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (!held.close()) {
      return;
    }
    if (!held.isReleased()) {
      real = hook.release(connection, held);
    }
    if (real != null) {
      try {
        real.close();
      } catch (IOException failed) {
        throw ended(failed);
      }
    }
  }

  /** Whether so many bytes more are to be held; else they are the JDK's, or nobody's. */
  private boolean holds(int count) throws IOException {
    held.checkOpen();
    if (!held.isReleased() && !held.hasRoom(count)) {
      real = hook.release(connection, held);
    }
    return !held.isReleased();
  }

  /** The app may never ask for an answer now. */
  private IOException ended(IOException failed) {
    held.call().failed(connection, -1, failed);
    return failed;
  }
}
