package dev.bursar.interceptors;

/** How long all texts of a request or an answer are. Not thread-safe. */
public class TextLength {
  /** Bytes around each message or segment: its role and what separates it from the next. */
  private static final int FRAME = 32;

  private long bytes;
  private long hash;
  private String unbounded;

  /** Bytes of UTF-8. */
  public final long bytes() {
    return bytes;
  }

  /** The same for the same texts, and hardly ever for others. */
  public final long hash() {
    return hash;
  }

  /** Why they are not all that is sent, or null. */
  public final String unbounded() {
    return unbounded;
  }

  /** Notes that there is what no text shows. */
  public final void unseen(String why) {
    unbounded = why;
  }

  /** Adds what stands around a message. */
  public final void frame() {
    bytes += FRAME;
  }

  /** Adds a text; nothing for null. */
  public final void text(String text) {
    if (text == null) {
      return;
    }
    long length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // A surrogate pair is four bytes; one alone is written as a question mark.
        length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    bytes += length;
    hash = hash * 0x9E3779B97F4A7C15L + text.hashCode() + length;
  }
}
