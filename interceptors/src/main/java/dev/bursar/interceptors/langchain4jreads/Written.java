package dev.bursar.interceptors.langchain4jreads;

import dev.bursar.interceptors.Getter;
import java.nio.charset.StandardCharsets;

/** What was read, written out: the same for the same contents in the same order. */
final class Written {
  private static final char END = 0;

  private Written() {}

  /** In UTF-8; nothing for null. */
  static byte[] of(Object found) {
    StringBuilder text = new StringBuilder();
    if (found instanceof Iterable) {
      for (Object each : (Iterable<?>) found) {
        add(each, text);
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void add(Object each, StringBuilder text) {
    Object part = each;
    String id = Getter.text(each, "embeddingId");
    if (id != null) {
      // What it is near to is the search's; its own embedding is long.
      text.append(id).append(END);
      part = Getter.get(each, "embedded");
    } else if (Getter.has(each, "textSegment")) {
      part = Getter.get(each, "textSegment");
    }
    String plain = Getter.text(part, "text");
    text.append(plain == null ? part : plain).append(END);
  }
}
