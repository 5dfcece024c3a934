package dev.bursar.it.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;

/** Keeps the body that leaves by another wire. */
final class Sent implements Wire {
  private final Wire wire;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  Sent(Wire wire) {
    this.wire = wire;
  }

  /** The body so far. */
  synchronized byte[] body() {
    return body.toByteArray();
  }

  @Override
  public void head(int status, Map<String, String> headers, long length) throws IOException {
    wire.head(status, headers, length);
  }

  @Override
  public void piece(byte[] bytes, int from, int to) throws IOException {
    synchronized (this) {
      body.write(bytes, from, to - from);
    }
    wire.piece(bytes, from, to);
  }

  @Override
  public void end() throws IOException {
    wire.end();
  }

  @Override
  public void cut() throws IOException {
    wire.cut();
  }

  @Override
  public void reset() throws IOException {
    wire.reset();
  }
}
