package dev.bursar.agent.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Undoes and redoes the compression of a whole request body. */
public final class BodyCodec {
  private static final int STEP = 4096;

  private BodyCodec() {}

  /**
   * Undoes a body's compression.
   *
   * @param encoding the request's {@code Content-Encoding}, or null
   * @param max the greatest decoded length, in bytes
   * @return {@code body} itself where it is not compressed
   * @throws UnreadableBodyException where the encoding is unknown, the body does not follow it, or
   *     is longer than {@code max}
   */
  public static byte[] decode(byte[] body, String encoding, int max)
      throws UnreadableBodyException {
    if (BodyDecoder.isPlain(encoding)) {
      return body;
    }
    BodyDecoder decoder = BodyDecoder.of(encoding);
    if (decoder == null) {
      throw new UnreadableBodyException(
          "the body is encoded as something else than gzip, deflate or identity");
    }
    try {
      Buffer buffer = new Buffer(max);
      // In steps, so that a body that unpacks to gigabytes is given up early.
      for (int from = 0; from < body.length; from += STEP) {
        decoder.feed(body, from, Math.min(body.length, from + STEP), buffer);
        if (buffer.tooLong) {
          throw new UnreadableBodyException("the decoded body is longer than " + max + " bytes");
        }
      }
      return buffer.toByteArray();
    } catch (DataFormatException e) {
      throw new UnreadableBodyException("the body is not encoded as its header says");
    } finally {
      decoder.close();
    }
  }

  /**
   * Redoes a compression that {@link #decode} has undone.
   *
   * @return {@code body} itself where there was none
   */
  public static byte[] encode(byte[] body, String encoding) throws IOException {
    if (BodyDecoder.isPlain(encoding)) {
      return body;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 2 + 64);
    boolean deflate = "deflate".equals(encoding.trim().toLowerCase(Locale.ROOT));
    try (DeflaterOutputStream zip =
        deflate ? new DeflaterOutputStream(out) : new GZIPOutputStream(out)) {
      zip.write(body);
    }
    return out.toByteArray();
  }

  private static final class Buffer extends ByteArrayOutputStream implements BodyDecoder.Sink {
    private final int max;
    private boolean tooLong;

    Buffer(int max) {
      this.max = max;
    }

    @Override
    public void decoded(byte[] b, int from, int to) {
      tooLong |= size() + (to - from) > max;
      if (!tooLong) {
        write(b, from, to - from);
      }
    }
  }
}
