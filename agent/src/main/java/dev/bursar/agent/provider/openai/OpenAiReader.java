package dev.bursar.agent.provider.openai;

import dev.bursar.agent.prices.Usage;
import dev.bursar.agent.provider.EventStream;
import dev.bursar.agent.provider.JsonKeys;
import dev.bursar.agent.provider.JsonScanner;
import dev.bursar.agent.provider.JsonSink;
import dev.bursar.agent.provider.ResponseReader;

/** Reads the answer to a chat or an embedding: one JSON object, or a stream of chunks. */
final class OpenAiReader implements ResponseReader, JsonSink, EventStream.Listener {
  private static final int MODEL = 0;
  private static final int USAGE = 1;
  private static final int CHOICES = 2;
  private static final int ERROR = 3;
  private static final int X_GROQ = 4;
  private static final int SERVICE_TIER = 5;
  private static final int FINISH_REASON = 6;

  private static final JsonKeys KEYS =
      new JsonKeys(
          OpenAiUsage.names(
              "model", "usage", "choices", "error", "x_groq", "service_tier", "finish_reason"));

  private static final int UNKNOWN = 0;
  private static final int JSON = 1;
  private static final int STREAM = 2;

  private static final byte[] LAST = {'[', 'D', 'O', 'N', 'E', ']'};

  private final JsonScanner scanner = new JsonScanner(KEYS, this);
  private final EventStream events = new EventStream(this);
  private final OpenAiUsage usage;

  private int format = UNKNOWN;
  private boolean atEventEnd;
  private boolean surplus;
  private boolean eventSeen;
  private boolean failed;
  private boolean done;
  private boolean finished;
  private boolean usageFinal;
  private int lastMatched;
  private String model;
  private String serviceTier;
  private long outputBytes;

  private boolean eventUsage;
  private boolean eventNoChoices;

  /**
   * @param trustCost whether {@code usage.cost} is the provider's bill in usd
   */
  OpenAiReader(boolean trustCost) {
    usage = new OpenAiUsage(SERVICE_TIER + 2, trustCost);
  }

  @Override
  public int read(byte[] b, int from, int to) {
    atEventEnd = false;
    int i = from;
    if (format == UNKNOWN) {
      while (i < to && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t')) {
        i++;
      }
      if (i == to) {
        return to;
      }
      format = b[i] == '{' || b[i] == '[' ? JSON : STREAM;
    }
    if (format == JSON) {
      scanner.feed(b, i, to);
      return to;
    }
    int end = events.next(b, i, to);
    atEventEnd = events.ended();
    if (atEventEnd && !events.continued()) {
      surplus = eventSeen && eventUsage && eventNoChoices;
      eventSeen = false;
    }
    return end;
  }

  @Override
  public boolean events() {
    return format != JSON;
  }

  @Override
  public boolean atEventEnd() {
    return atEventEnd;
  }

  @Override
  public boolean surplus() {
    return surplus;
  }

  @Override
  public void finish() {
    if (format == STREAM) {
      events.finish();
      surplus = eventSeen && eventUsage && eventNoChoices;
    }
  }

  @Override
  public boolean complete() {
    return format == JSON ? scanner.complete() : done || finished || usageFinal;
  }

  @Override
  public boolean failed() {
    return failed;
  }

  @Override
  public boolean statesUsage() {
    return usage.stated();
  }

  @Override
  public Usage usage() {
    return usage.get();
  }

  @Override
  public boolean over() {
    return format == JSON ? scanner.complete() : done || usageFinal;
  }

  @Override
  public long outputBytes() {
    return outputBytes + (scanner.inString() && inAnswer(scanner) ? scanner.stringLength() : 0);
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public String serviceTier() {
    return serviceTier;
  }

  // Events.

  @Override
  public void begin() {
    scanner.reset();
    lastMatched = 0;
    eventSeen = true;
    eventUsage = false;
    eventNoChoices = false;
  }

  @Override
  public void data(byte[] b, int from, int to) {
    if (lastMatched >= 0) {
      int i = from;
      while (i < to && lastMatched < LAST.length && b[i] == LAST[lastMatched]) {
        i++;
        lastMatched++;
      }
      if (i < to) {
        lastMatched = -1;
      }
    }
    scanner.feed(b, from, to);
  }

  @Override
  public void end() {
    if (lastMatched == LAST.length) {
      done = true;
    } else if (scanner.complete() && eventUsage && eventNoChoices) {
      usageFinal = true;
    }
  }

  // JSON.

  @Override
  public void open(JsonScanner at, boolean array) {
    switch (at.depth()) {
      case 2:
        int key = at.key(1);
        if (key == USAGE && !array) {
          eventUsage = true;
          usage.begin();
        } else if (key == ERROR) {
          failed = true;
        } else if (key == CHOICES) {
          eventNoChoices = true;
        }
        break;
      case 3:
        if (at.key(1) == CHOICES) {
          eventNoChoices = false;
        } else if (at.key(1) == X_GROQ && at.key(2) == USAGE && !array) {
          usage.begin();
        }
        break;
      default:
        break;
    }
  }

  @Override
  public void close(JsonScanner at) {
    // Nothing is known only at the end of a container.
  }

  @Override
  public void scalar(JsonScanner at, char kind) {
    int depth = at.depth();
    int top = at.key(1);
    if (depth == 1) {
      top(at, top, kind);
    } else if (top == CHOICES) {
      if (kind == '"') {
        outputBytes += at.stringLength();
        finished |= depth == 3 && at.key(3) == FINISH_REASON;
      }
    } else if (top == USAGE && depth <= 3) {
      usage.scalar(at, 2, depth, kind);
    } else if (top == X_GROQ && at.key(2) == USAGE && (depth == 3 || depth == 4)) {
      usage.scalar(at, 3, depth, kind);
    }
  }

  private void top(JsonScanner at, int key, char kind) {
    switch (key) {
      case MODEL:
        if (model == null && kind == '"' && at.stringLength() > 0) {
          model = at.text();
        }
        break;
      case SERVICE_TIER:
        if (kind == '"') {
          serviceTier = at.text();
        }
        break;
      case CHOICES:
        eventNoChoices |= kind == 'n';
        break;
      case ERROR:
        failed |= kind != 'n' && kind != 'f';
        break;
      default:
        break;
    }
  }

  private static boolean inAnswer(JsonScanner at) {
    return at.depth() > 1 && at.key(1) == CHOICES;
  }
}
