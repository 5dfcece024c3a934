package dev.bursar.agent.provider.openai;

import dev.bursar.agent.provider.Splice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The changes to one body, gathered in any order and applied in the body's. Not thread-safe. */
final class Edits {
  private static final String USAGE = "\"include_usage\":true";

  private final List<Edit> edits = new ArrayList<>(3);

  private static final class Edit {
    final int from;
    final int to;
    final String text;

    Edit(int from, int to, String text) {
      this.from = from;
      this.to = to;
      this.text = text;
    }
  }

  /**
   * Puts an output limit in the place of those that the request has, or adds one.
   *
   * @param field the field to add where there is none
   */
  void limit(Found found, String field, long limit) {
    String text = Long.toString(limit);
    List<Found.Range> values = new ArrayList<>(found.newLimits);
    values.addAll(found.oldLimits);
    if (values.isEmpty()) {
      values.addAll(field.equals(Dialect.NEW_LIMIT) ? found.newNulls : found.oldNulls);
    }
    if (values.isEmpty()) {
      insert(found.afterBrace, "\"" + field + "\":" + text + ",");
    }
    for (Found.Range value : values) {
      edits.add(new Edit(value.from, value.to, text));
    }
  }

  /** Asks for usage at the end of the stream. */
  void includeUsage(Found found, byte[] body) {
    if (found.includeUsage != null) {
      edits.add(new Edit(found.includeUsage.from, found.includeUsage.to, "true"));
    } else if (found.afterOptionsBrace >= 0) {
      insert(found.afterOptionsBrace, found.optionsEmpty ? USAGE : USAGE + ",");
    } else if (found.streamOptions != null) {
      edits.add(new Edit(found.streamOptions.from, found.streamOptions.to, "{" + USAGE + "}"));
    } else {
      insert(found.afterBrace, "\"stream_options\":{" + USAGE + "},");
    }
  }

  byte[] apply(Splice splice) {
    edits.sort(Comparator.comparingInt(e -> e.from));
    for (Edit edit : edits) {
      splice.replace(edit.from, edit.to, edit.text);
    }
    return splice.bytes();
  }

  private void insert(int at, String text) {
    edits.add(new Edit(at, at, text));
  }
}
