package dev.bursar.interceptors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/**
 * Takes what the app's body writes before it is sent: stands for the connection, which can be
 * written to no more once the app has given its call up. A body may well write until then.
 *
 * <p>Threading: as any stream, one writer at a time.
 */
public final class ReadAheadStream extends OutputStream {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final BooleanSupplier givenUp;

  /**
   * @param givenUp whether the app has given the call up
   */
  public ReadAheadStream(BooleanSupplier givenUp) {
    this.givenUp = givenUp;
  }

  /** What was written until now. */
  public byte[] bytes() {
    return written.toByteArray();
  }

  @Override
  public void write(int b) throws IOException {
    checkOngoing();
    written.write(b);
  }

  @Override
  public void write(byte[] b, int from, int length) throws IOException {
    checkOngoing();
    written.write(b, from, length);
  }

  @Override
  public void flush() throws IOException {
    checkOngoing();
  }

  private void checkOngoing() throws IOException {
    if (givenUp.getAsBoolean()) {
      throw new InterruptedIOException("Request aborted");
    }
  }
}
