package dev.bursar.agent.provider;

import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes a body's compression piece by piece, cut anywhere, in constant memory. The bytes given are
 * only read.
 *
 * <p>Knows {@code gzip} (also several members in a row) and {@code deflate} (with and without its
 * zlib wrapping). Not thread-safe, but {@link #close} may be called from any thread.
 */
public final class BodyDecoder implements AutoCloseable {
  /** Takes what was decoded. */
  public interface Sink {
    /** The next decoded bytes; valid during the call only. */
    void decoded(byte[] b, int from, int to);
  }

  private static final int CHUNK = 8192;

  private static final int FIXED = 0;
  private static final int EXTRA_LENGTH = 1;
  private static final int EXTRA = 2;
  private static final int NAME = 3;
  private static final int COMMENT = 4;
  private static final int CHECKSUM = 5;
  private static final int DATA = 6;
  private static final int TRAILER = 7;
  private static final int SNIFF = 8;
  private static final int IGNORE = 9;

  private static final int GZIP_HEAD = 10;
  private static final int GZIP_TAIL = 8;

  private final boolean gzip;
  private final byte[] out = new byte[CHUNK];
  private Inflater inflater;
  private int state;
  private int count;
  private int flags;
  private int extra;
  private int first = -1;
  private int members;

  private BodyDecoder(boolean gzip) {
    this.gzip = gzip;
    state = gzip ? FIXED : SNIFF;
    if (gzip) {
      inflater = new Inflater(true);
    }
  }

  /** Whether a {@code Content-Encoding} means that the body is as it is. */
  public static boolean isPlain(String encoding) {
    return encoding == null
        || encoding.trim().isEmpty()
        || "identity".equalsIgnoreCase(encoding.trim());
  }

  /**
   * A decoder for a {@code Content-Encoding}.
   *
   * @return null where that encoding is not known here
   */
  public static BodyDecoder of(String encoding) {
    switch (encoding.trim().toLowerCase(Locale.ROOT)) {
      case "gzip":
      case "x-gzip":
        return new BodyDecoder(true);
      case "deflate":
        return new BodyDecoder(false);
      default:
        return null;
    }
  }

  /**
   * The next bytes as they came.
   *
   * @throws DataFormatException where they are not of that encoding; the decoder is of no use then
   */
  public void feed(byte[] b, int from, int to, Sink sink) throws DataFormatException {
    int i = from;
    while (i < to) {
      i = state == DATA ? inflate(b, i, to, sink) : step(b, i, to, sink);
    }
  }

  private int step(byte[] b, int from, int to, Sink sink) throws DataFormatException {
    int c = b[from] & 0xff;
    switch (state) {
      case FIXED:
        fixed(c);
        break;
      case EXTRA_LENGTH:
        extra |= c << (8 * count++);
        if (count == 2) {
          count = 0;
          state = extra == 0 ? afterExtra() : EXTRA;
        }
        break;
      case EXTRA:
        if (++count == extra) {
          state = afterExtra();
        }
        break;
      case NAME:
        if (c == 0) {
          state = afterName();
        }
        break;
      case COMMENT:
        if (c == 0) {
          state = afterComment();
        }
        break;
      case CHECKSUM:
        if (++count == 2) {
          state = data();
        }
        break;
      case TRAILER:
        if (++count == GZIP_TAIL) {
          count = 0;
          state = FIXED;
          members++;
          inflater.reset();
        }
        break;
      case SNIFF:
        return sniff(c, from, sink);
      default:
        return to;
    }
    return from + 1;
  }

  private void fixed(int c) throws DataFormatException {
    if ((count == 0 && c != 0x1f) || (count == 1 && c != 0x8b) || (count == 2 && c != 8)) {
      if (members > 0) {
        // What follows the last member is no content: padding, as some writers leave it.
        state = IGNORE;
        return;
      }
      throw new DataFormatException("not gzip");
    }
    if (count == 3) {
      flags = c;
    }
    if (++count == GZIP_HEAD) {
      count = 0;
      extra = 0;
      state = (flags & 4) != 0 ? EXTRA_LENGTH : afterExtra();
    }
  }

  private int afterExtra() {
    count = 0;
    return (flags & 8) != 0 ? NAME : afterName();
  }

  private int afterName() {
    return (flags & 16) != 0 ? COMMENT : afterComment();
  }

  private int afterComment() {
    return (flags & 2) != 0 ? CHECKSUM : data();
  }

  private int data() {
    count = 0;
    return DATA;
  }

  /** Tells zlib-wrapped deflate from bare deflate by its first two bytes. */
  private int sniff(int c, int from, Sink sink) throws DataFormatException {
    if (first < 0) {
      first = c;
      return from + 1;
    }
    boolean wrapped = (first & 0x0f) == 8 && ((first << 8) | c) % 31 == 0;
    inflater = new Inflater(!wrapped);
    state = DATA;
    inflate(new byte[] {(byte) first, (byte) c}, 0, 2, sink);
    return from + 1;
  }

  private int inflate(byte[] b, int from, int to, Sink sink) throws DataFormatException {
    inflater.setInput(b, from, to - from);
    while (true) {
      int n = inflater.inflate(out);
      if (n > 0) {
        sink.decoded(out, 0, n);
      }
      if (inflater.finished()) {
        int end = to - inflater.getRemaining();
        state = gzip ? TRAILER : IGNORE;
        count = 0;
        return end;
      }
      if (inflater.needsDictionary()) {
        throw new DataFormatException("a preset dictionary is not supported");
      }
      if (n == 0) {
        return to;
      }
    }
  }

  /** Frees the native memory. What comes after is undefined but safe. */
  @Override
  public void close() {
    Inflater i = inflater;
    if (i != null) {
      i.end();
    }
  }
}
