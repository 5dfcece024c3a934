package dev.bursar.agent.provider;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Replaces some ranges of a body and leaves every other byte as it is. Ranges are given in their
 * order and do not overlap. Not thread-safe.
 */
public final class Splice {
  private final byte[] body;
  private final ByteArrayOutputStream out;
  private int done;

  /**
   * @param body the body; not changed
   */
  public Splice(byte[] body) {
    this.body = body;
    this.out = new ByteArrayOutputStream(body.length + 128);
  }

  /**
   * Puts ASCII text in the place of a range.
   *
   * @param from the range's first byte, not before the end of the range before
   * @param to the byte after the range; {@code from} to insert
   */
  public Splice replace(int from, int to, String ascii) {
    if (from < done || to < from || to > body.length) {
      throw new IllegalArgumentException(
          "range " + from + " to " + to + " after " + done + " of " + body.length);
    }
    out.write(body, done, from - done);
    byte[] text = ascii.getBytes(StandardCharsets.US_ASCII);
    out.write(text, 0, text.length);
    done = to;
    return this;
  }

  /** The body with the ranges replaced. */
  public byte[] bytes() {
    out.write(body, done, body.length - done);
    done = body.length;
    return out.toByteArray();
  }
}
