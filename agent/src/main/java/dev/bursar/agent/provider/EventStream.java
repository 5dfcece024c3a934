package dev.bursar.agent.provider;

/**
 * Splits a stream of server-sent events that arrives in pieces, cut anywhere: lines may end with
 * LF, CR LF or CR, {@code data:} may stand without a space, comments and other fields are passed
 * over, and the last event may lack its blank line. Keeps no bytes.
 *
 * <p>Not thread-safe.
 */
public final class EventStream {
  private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
  private static final byte[] NEW_LINE = {'\n'};

  private final Listener listener;

  private int matched;
  private boolean inData;
  private boolean otherLine;
  private boolean skipSpace;
  private boolean lineEmpty = true;
  private boolean hasData;
  private boolean afterCr;
  private boolean afterBlockCr;
  private boolean ended;
  private boolean continued;

  /** Hears of the events' data. */
  public interface Listener {
    /** An event's first {@code data} line begins. */
    void begin();

    /** A piece of the event's data; several lines are joined by a line feed. */
    void data(byte[] b, int from, int to);

    /** The event is over. Not called for blocks without data. */
    void end();
  }

  /**
   * @param listener what hears of the events
   */
  public EventStream(Listener listener) {
    this.listener = listener;
  }

  /**
   * Reads on, up to and including the next blank line.
   *
   * @return where it stopped: just after a blank line, where {@link #ended}, else {@code to}
   */
  public int next(byte[] b, int from, int to) {
    ended = false;
    continued = false;
    int i = from;
    if (afterCr && i < to) {
      afterCr = false;
      // The second half of a CR LF whose first half was the last byte of the call before.
      if (b[i] == '\n') {
        i++;
        if (afterBlockCr) {
          ended = true;
          continued = true;
          return i;
        }
      }
    }
    while (i < to) {
      byte c = b[i];
      if (c == '\n' || c == '\r') {
        i++;
        if (c == '\r') {
          if (i < to && b[i] == '\n') {
            i++;
          } else {
            afterCr = i == to;
          }
        }
        boolean block = endLine();
        afterBlockCr = block;
        if (block) {
          ended = true;
          return i;
        }
      } else if (inData) {
        i = data(b, i, to);
      } else {
        startLine(c);
        i++;
      }
    }
    return to;
  }

  /** Whether the last {@link #next} stopped after a blank line. */
  public boolean ended() {
    return ended;
  }

  /**
   * Whether what the last {@link #next} read is only the end of the blank line that ended the call
   * before.
   */
  public boolean continued() {
    return continued;
  }

  /** The stream is over: an event without its blank line ends here. */
  public void finish() {
    if (hasData) {
      hasData = false;
      listener.end();
    }
    inData = false;
    lineEmpty = true;
  }

  private void startLine(byte c) {
    lineEmpty = false;
    if (otherLine) {
      return;
    }
    if (c != DATA[matched]) {
      otherLine = true;
      return;
    }
    matched++;
    if (matched == DATA.length) {
      inData = true;
      skipSpace = true;
      if (hasData) {
        listener.data(NEW_LINE, 0, 1);
      } else {
        hasData = true;
        listener.begin();
      }
    }
  }

  private int data(byte[] b, int from, int to) {
    int start = from;
    if (skipSpace) {
      skipSpace = false;
      if (b[start] == ' ') {
        start++;
      }
    }
    int i = start;
    while (i < to && b[i] != '\n' && b[i] != '\r') {
      i++;
    }
    if (i > start) {
      listener.data(b, start, i);
    }
    return i;
  }

  private boolean endLine() {
    boolean blank = lineEmpty;
    matched = 0;
    inData = false;
    otherLine = false;
    lineEmpty = true;
    if (blank && hasData) {
      hasData = false;
      listener.end();
    }
    return blank;
  }
}
