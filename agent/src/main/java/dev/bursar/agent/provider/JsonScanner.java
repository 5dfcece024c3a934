package dev.bursar.agent.provider;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one JSON text that arrives in pieces, cut anywhere. It keeps where it stands, and the text
 * of the last scalar under a known name, up to {@link #MAX_TEXT} bytes; nothing else, so its memory
 * does not grow with the text, not even with one long string. (A general push parser has to keep a
 * whole string before it can report it.)
 *
 * <p>It is no validator: it takes some texts that are not JSON. A text that it does not understand
 * is {@link #broken}, and one that lacks its end is not {@link #complete}. Names written with
 * escapes are taken for unknown ones.
 *
 * <p>Not thread-safe. Allocates only where {@link #text} is called.
 */
public final class JsonScanner {
  /** The longest scalar whose text is kept, in bytes. */
  public static final int MAX_TEXT = 256;

  /** How deep containers may nest; what is deeper is {@link #broken}. */
  public static final int MAX_DEPTH = 1000;

  private static final int VALUE = 0;
  private static final int AFTER = 1;
  private static final int NAME_OR_END = 2;
  private static final int NAME = 3;
  private static final int COLON = 4;
  private static final int STRING = 5;
  private static final int PLAIN = 6;
  private static final int DONE = 7;
  private static final int BROKEN = 8;

  /** The bytes of numbers and literals. */
  private static final boolean[] PART = new boolean[256];

  static {
    Arrays.fill(PART, '0', '9' + 1, true);
    Arrays.fill(PART, 'a', 'z' + 1, true);
    PART['.'] = true;
    PART['-'] = true;
    PART['+'] = true;
    PART['E'] = true;
  }

  private final JsonKeys keys;
  private final JsonSink sink;
  private final byte[] text = new byte[MAX_TEXT];
  private final long[] arrays = new long[MAX_DEPTH / Long.SIZE + 1];
  private final int[] path = new int[16];

  private int state;
  private int depth;
  private int textLength;
  private boolean keep;
  private boolean escaped;
  private boolean mayEnd;
  private long stringLength;
  private char plain;

  /**
   * @param keys the names to tell apart
   * @param sink what hears of the text
   */
  public JsonScanner(JsonKeys keys, JsonSink sink) {
    this.keys = keys;
    this.sink = sink;
    reset();
  }

  /** Starts over with a new text. */
  public void reset() {
    state = VALUE;
    depth = 0;
    path[0] = JsonKeys.OTHER;
    mayEnd = false;
    escaped = false;
    stringLength = 0;
    textLength = 0;
  }

  /** How many containers are open around the current value. */
  public int depth() {
    return depth;
  }

  /**
   * The name under which the current value, or a container around it, stands.
   *
   * @param level 1 for members of the outermost object, at most {@link #depth}
   * @return its number, or {@link JsonKeys#OTHER} for unknown names, elements of arrays, and levels
   *     below the first 15
   */
  public int key(int level) {
    return level < path.length ? path[level] : JsonKeys.OTHER;
  }

  /** The text of the last scalar, without quotes; null where it was not kept or is too long. */
  public String text() {
    return keep && textLength <= MAX_TEXT
        ? new String(text, 0, textLength, StandardCharsets.UTF_8)
        : null;
  }

  /** Whether the last scalar's text is exactly this ASCII text. */
  public boolean textIs(String expected) {
    if (!keep || textLength != expected.length()) {
      return false;
    }
    for (int i = 0; i < textLength; i++) {
      if (text[i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The last number as a whole number.
   *
   * @return the number, or −1 where it is negative, not whole, not kept, or above 10¹⁵
   */
  public long count() {
    if (!keep || textLength == 0 || textLength > 20) {
      return -1;
    }
    long value = 0;
    int i = 0;
    while (i < textLength && text[i] >= '0' && text[i] <= '9') {
      value = value * 10 + (text[i] - '0');
      i++;
      if (value > 1_000_000_000_000_000L) {
        return -1;
      }
    }
    // Some servers write counts as 12.0.
    if (i > 0 && i < textLength && text[i] == '.') {
      i++;
      while (i < textLength && text[i] == '0') {
        i++;
      }
    }
    return i == textLength ? value : -1;
  }

  /** The length of the current or last string as it stands in the text, escapes included. */
  public long stringLength() {
    return stringLength;
  }

  /** Whether the text so far ends inside a string that is a value. */
  public boolean inString() {
    return state == STRING;
  }

  /** Whether one whole value has been read. */
  public boolean complete() {
    return state == DONE || (state == PLAIN && depth == 0);
  }

  /** Whether the text cannot be understood; what follows is ignored. */
  public boolean broken() {
    return state == BROKEN;
  }

  /** The next bytes of the text. */
  public void feed(byte[] b, int from, int to) {
    int i = from;
    while (i < to) {
      switch (state) {
        case STRING:
        case NAME:
          i = beyond(b, string(b, i, to), to);
          break;
        case PLAIN:
          i = beyond(b, plain(b, i, to), to);
          break;
        case BROKEN:
          return;
        default:
          step(b[i++]);
          break;
      }
    }
  }

  /**
   * What most often follows a name, or a value, at once: a colon and a string, or a comma and a
   * name. All else is left to {@link #step}.
   */
  private int beyond(byte[] b, int from, int to) {
    int i = from;
    if (i < to && state == COLON && b[i] == ':') {
      i++;
      state = VALUE;
      mayEnd = false;
      if (i < to && b[i] == '"') {
        i++;
        startString(STRING, key(depth) != JsonKeys.OTHER);
      }
    } else if (i + 1 < to && state == AFTER && b[i] == ',' && b[i + 1] == '"' && !inArray()) {
      i += 2;
      startString(NAME, true);
    }
    return i;
  }

  private void step(byte c) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      return;
    }
    switch (state) {
      case VALUE:
        value(c);
        break;
      case NAME_OR_END:
        if (c == '"') {
          startString(NAME, true);
        } else if (c == '}' && mayEnd) {
          close();
        } else {
          state = BROKEN;
        }
        break;
      case COLON:
        state = c == ':' ? VALUE : BROKEN;
        mayEnd = false;
        break;
      case AFTER:
        if (c == ',') {
          state = inArray() ? VALUE : NAME_OR_END;
          mayEnd = false;
        } else if (c == (inArray() ? ']' : '}')) {
          close();
        } else {
          state = BROKEN;
        }
        break;
      default:
        // DONE: more text after the value.
        state = BROKEN;
        break;
    }
  }

  private void value(byte c) {
    if (c == '"') {
      startString(STRING, key(depth) != JsonKeys.OTHER);
    } else if (c == '{') {
      open(false);
    } else if (c == '[') {
      open(true);
    } else if (c == ']' && mayEnd && inArray()) {
      close();
    } else if (c == '-' || (c >= '0' && c <= '9') || c == 't' || c == 'f' || c == 'n') {
      plain = c >= 'a' ? (char) c : '0';
      keep = key(depth) != JsonKeys.OTHER;
      text[0] = c;
      textLength = 1;
      state = PLAIN;
    } else {
      state = BROKEN;
    }
  }

  private void open(boolean array) {
    if (depth + 1 > MAX_DEPTH) {
      state = BROKEN;
      return;
    }
    depth++;
    long bit = 1L << depth;
    int word = depth / Long.SIZE;
    arrays[word] = array ? arrays[word] | bit : arrays[word] & ~bit;
    if (depth < path.length) {
      path[depth] = JsonKeys.OTHER;
    }
    sink.open(this, array);
    state = array ? VALUE : NAME_OR_END;
    mayEnd = true;
  }

  private void close() {
    sink.close(this);
    depth--;
    state = depth == 0 ? DONE : AFTER;
  }

  private boolean inArray() {
    return (arrays[depth / Long.SIZE] & 1L << depth) != 0;
  }

  private void startString(int next, boolean kept) {
    state = next;
    keep = kept;
    escaped = false;
    textLength = 0;
    stringLength = 0;
  }

  private int string(byte[] b, int from, int to) {
    int i = from;
    if (escaped) {
      escaped = false;
      i++;
    }
    while (true) {
      // Most bytes of most bodies pass here.
      while (i < to && b[i] != '"' && b[i] != '\\') {
        i++;
      }
      if (i == to) {
        break;
      }
      if (b[i] == '"') {
        if (state == NAME && textLength == 0) {
          // All of it is here: most names are.
          name(keep ? keys.number(b, from, i - from) : JsonKeys.OTHER);
        } else {
          keepText(b, from, i);
          endString();
        }
        return i + 1;
      }
      if (state == NAME) {
        keep = false;
      }
      if (i + 1 == to) {
        escaped = true;
        break;
      }
      i += 2;
    }
    keepText(b, from, to);
    return to;
  }

  private void keepText(byte[] b, int from, int to) {
    stringLength += to - from;
    if (!keep || textLength > MAX_TEXT) {
      return;
    }
    int length = to - from;
    if (textLength + length > MAX_TEXT) {
      textLength = MAX_TEXT + 1;
      return;
    }
    System.arraycopy(b, from, text, textLength, length);
    textLength += length;
  }

  private void endString() {
    if (state == NAME) {
      boolean known = keep && textLength <= MAX_TEXT;
      name(known ? keys.number(text, 0, textLength) : JsonKeys.OTHER);
      return;
    }
    state = depth == 0 ? DONE : AFTER;
    sink.scalar(this, '"');
  }

  private void name(int number) {
    if (depth < path.length) {
      path[depth] = number;
    }
    state = COLON;
  }

  private int plain(byte[] b, int from, int to) {
    int i = from;
    while (i < to && PART[b[i] & 0xff]) {
      if (textLength < MAX_TEXT) {
        text[textLength++] = b[i];
      } else {
        textLength = MAX_TEXT + 1;
      }
      i++;
    }
    if (i < to) {
      state = depth == 0 ? DONE : AFTER;
      sink.scalar(this, plain);
    }
    return i;
  }
}
