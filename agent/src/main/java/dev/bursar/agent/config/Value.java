package dev.bursar.agent.config;

import java.io.File;
import java.util.List;
import java.util.Map;

/** One value as a source gave it, with the place where it stands. Immutable. */
final class Value {
  private static final int SHOWN = 60;

  private final Object content;
  private final String where;
  private final File base;

  /**
   * @param content a {@code String}, a {@code List<Value>}, a {@code Map<String, Value>}, or null
   *     where nothing was written
   * @param where the place, as an error names it: {@code bursar.yaml:3}, {@code agent argument}
   * @param base the directory that a relative path in this value starts from
   */
  Value(Object content, String where, File base) {
    this.content = content;
    this.where = where;
    this.base = base;
  }

  boolean isBlank() {
    return content == null;
  }

  /** The text, or null where this is no text. */
  String text() {
    return content instanceof String ? (String) content : null;
  }

  /** The items, or null where this is no list. */
  @SuppressWarnings("unchecked") // By the constructor's contract.
  List<Value> items() {
    return content instanceof List ? (List<Value>) content : null;
  }

  /** The fields, or null where this is no mapping. */
  @SuppressWarnings("unchecked") // By the constructor's contract.
  Map<String, Value> fields() {
    return content instanceof Map ? (Map<String, Value>) content : null;
  }

  String where() {
    return where;
  }

  File base() {
    return base;
  }

  /** An error about this value: {@code key = "value" (where): takes …}. */
  ConfigurationException error(String key, String takes) {
    return new ConfigurationException(key + " = " + shown() + " (" + where + "): " + takes);
  }

  private String shown() {
    if (content == null) {
      return "nothing";
    }
    if (content instanceof List) {
      return "a list";
    }
    if (content instanceof Map) {
      return "a mapping";
    }
    return quote((String) content);
  }

  /** Text in quotes, on one line and not too long. */
  static String quote(String text) {
    StringBuilder shown = new StringBuilder("\"");
    for (int i = 0; i < text.length() && i < SHOWN; i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) ? ' ' : c);
    }
    return shown.append(text.length() > SHOWN ? "...\"" : "\"").toString();
  }
}
