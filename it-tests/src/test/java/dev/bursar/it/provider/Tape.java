package dev.bursar.it.provider;

import java.io.IOException;
import java.util.Map;

/** A recorded response. Immutable. */
public final class Tape {
  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  /** With the headers as recorded, but for those that belong to the connection. */
  public Tape(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body.clone();
  }

  void answer(Wire wire) throws IOException {
    wire.head(status, headers, body.length);
    wire.piece(body, 0, body.length);
    wire.end();
  }
}
