package dev.bursar.agent.governor;

import dev.bursar.agent.provider.ResponseReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Takes the chunk that carries nothing but usage out of a stream of events. Everything else passes
 * byte for byte; only an event that is not complete yet is held back, up to {@link #MAX_HELD}
 * bytes: a longer one is not the chunk, and passes.
 *
 * <p>Not thread-safe. A fault in the reader ends the filtering, not the stream.
 */
final class ChunkFilter {
  /** The longest event that is held back, in bytes. The chunk itself has some hundred. */
  static final int MAX_HELD = 64 * 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ResponseReader reader;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream(512);
  private boolean tooLong;
  private RuntimeException fault;

  ChunkFilter(ResponseReader reader) {
    this.reader = reader;
  }

  /** What the app may have of these bytes and those that were held back. */
  ByteBuffer data(ByteBuffer bytes) {
    int length = bytes.remaining();
    byte[] b;
    int from;
    if (bytes.hasArray()) {
      b = bytes.array();
      from = bytes.arrayOffset() + bytes.position();
    } else {
      b = new byte[length];
      bytes.duplicate().get(b);
      from = 0;
    }
    return filter(bytes, b, from, from + length);
  }

  private ByteBuffer filter(ByteBuffer bytes, byte[] b, int from, int to) {
    ByteArrayOutputStream out = null;
    boolean hidden = false;
    int passed = from;
    int event = from;
    int i = from;
    while (i < to) {
      i = read(b, i, to);
      if (fault != null || !reader.atEventEnd()) {
        break;
      }
      if (reader.surplus() && !tooLong) {
        out = out == null ? new ByteArrayOutputStream(to - from + held.size()) : out;
        out.write(b, passed, event - passed);
        held.reset();
        hidden = true;
        passed = i;
      } else if (held.size() > 0) {
        out = out == null ? new ByteArrayOutputStream(to - from + held.size()) : out;
        release(out);
      }
      tooLong = false;
      event = i;
    }
    boolean holdBack = fault == null && event < to && reader.events() && !tooLong;
    if (holdBack && held.size() + (to - event) > MAX_HELD) {
      tooLong = true;
      holdBack = false;
    }
    if (!hidden && !holdBack && held.size() == 0 && out == null) {
      return bytes;
    }
    out = out == null ? new ByteArrayOutputStream(to - from + held.size()) : out;
    if (!holdBack) {
      if (held.size() > 0) {
        release(out);
      }
      out.write(b, passed, to - passed);
    } else {
      out.write(b, passed, event - passed);
      held.write(b, event, to - event);
    }
    return out.size() == 0 ? NOTHING : ByteBuffer.wrap(out.toByteArray());
  }

  private int read(byte[] b, int from, int to) {
    if (fault != null) {
      return to;
    }
    try {
      return reader.read(b, from, to);
    } catch (RuntimeException e) {
      fault = e;
      return to;
    }
  }

  /** What went wrong in the reader, or null: from then on all bytes pass unread. */
  RuntimeException fault() {
    return fault;
  }

  private void release(ByteArrayOutputStream out) {
    byte[] b = held.toByteArray();
    out.write(b, 0, b.length);
    held.reset();
  }

  /** What is still held back, unless it is the chunk; the reader has finished. */
  ByteBuffer end() {
    if (held.size() == 0 || reader.surplus()) {
      return NOTHING;
    }
    return ByteBuffer.wrap(held.toByteArray());
  }
}
