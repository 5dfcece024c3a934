package dev.bursar.it.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Sends a body in the pieces, at the pace and to the end that the test asked for. */
final class BodySender {
  private final Wire wire;
  private final Reply reply;
  private final Pause pause;
  private int delivered;

  BodySender(Wire wire, Reply reply, Pause pause) {
    this.wire = wire;
    this.reply = reply;
    this.pause = pause;
  }

  /** The events that have left in full. */
  int delivered() {
    return delivered;
  }

  /**
   * Sends events one after another.
   *
   * @return whether the body has come to its proper end, so that the connection can be used again
   * @throws IOException where the client has gone
   */
  boolean send(List<byte[]> events) throws IOException {
    int last = Math.min(reply.endAfter, events.size() - 1);
    for (byte[] event : events) {
      if (reply.end != Reply.End.COMPLETE && delivered == last) {
        wire.piece(event, 0, event.length / 2);
        breakOff();
        return false;
      }
      if (reply.restUntil != null && delivered == reply.restAfter) {
        pause.until(reply.restUntil);
      }
      for (int[] range : ranges(event)) {
        wire.piece(event, range[0], range[1]);
        pause.by(reply.drip);
      }
      delivered++;
    }
    wire.end();
    return true;
  }

  private void breakOff() throws IOException {
    if (reply.end == Reply.End.RESET) {
      wire.reset();
    } else {
      wire.cut();
    }
  }

  private List<int[]> ranges(byte[] event) {
    List<int[]> ranges = new ArrayList<>();
    int from = 0;
    for (int i = 1; i < event.length; i++) {
      boolean here =
          switch (reply.split) {
            case BYTES -> true;
            case THREES -> i % 3 == 0;
            case MID_CHARACTER -> (event[i - 1] & 0xC0) == 0xC0;
            case WHOLE, EVENTS -> false;
          };
      if (here) {
        ranges.add(new int[] {from, i});
        from = i;
      }
    }
    ranges.add(new int[] {from, event.length});
    return ranges;
  }

  /** The same events compressed, each flushed so that it can be read when it has come. */
  static List<byte[]> compressed(List<byte[]> events) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(sink, 512, true)) {
      for (byte[] event : events) {
        gzip.write(event);
        gzip.flush();
        pieces.add(sink.toByteArray());
        sink.reset();
      }
    }
    pieces.add(sink.toByteArray());
    return pieces;
  }

  /** All events in one. */
  static List<byte[]> joined(List<byte[]> events) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    events.forEach(all::writeBytes);
    return List.of(all.toByteArray());
  }
}
