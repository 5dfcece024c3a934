package dev.bursar.agent.config;

import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The values of one mapping by their keys, read as what each key takes. Immutable. */
final class Settings {
  private final Keys keys;
  private final String path;
  private final Map<String, Value> values;

  /**
   * @param path what an error puts before a key: empty, or {@code accounts[0].}
   */
  Settings(Keys keys, String path, Map<String, Value> values) {
    this.keys = keys;
    this.path = path;
    this.values = values;
  }

  /** What stands before each key: {@code accounts[0].}, or nothing. */
  String path() {
    return path;
  }

  /** A value as it stands, or null where the key is not set. */
  Value value(String key) {
    return values.get(key);
  }

  String text(String key, String absent) throws ConfigurationException {
    Value value = values.get(key);
    if (value == null) {
      return absent;
    }
    String text = value.text();
    if (text == null || text.isEmpty()) {
      throw error(key);
    }
    return text;
  }

  /** One of a few words. */
  String choice(String key, String absent, String... others) throws ConfigurationException {
    String text = text(key, absent);
    if (text.equals(absent)) {
      return absent;
    }
    for (String other : others) {
      if (text.equals(other)) {
        return other;
      }
    }
    throw error(key);
  }

  /** An account's name. */
  String name(String key, String absent) throws ConfigurationException {
    String text = text(key, absent);
    if (text == null || text.length() > 64) {
      throw error(key);
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c) && (i == 0 || "._-:@".indexOf(c) < 0)) {
        throw error(key);
      }
    }
    return text;
  }

  /** A limit in its own unit, or {@link Limits#NONE}. */
  long limit(String key, Limit limit) throws ConfigurationException {
    String text = text(key, "none");
    if (text.equals("none")) {
      return Limits.NONE;
    }
    long value;
    if (limit == Limit.USD) {
      value = Money.parse(text);
    } else {
      value = limit == Limit.TIME ? Times.parse(text) : Money.digits(text);
    }
    if (value < 0 || value > Limits.MAX) {
      throw error(key);
    }
    return value;
  }

  /** How many, or {@link Integer#MAX_VALUE} for any number. */
  int count(String key) throws ConfigurationException {
    long value = text(key, "none").equals("none") ? Integer.MAX_VALUE : Money.digits(text(key, ""));
    if (value < 0) {
      throw error(key);
    }
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  /** Nano-dollars; the key must be set. */
  long money(String key) throws ConfigurationException {
    String text = text(key, null);
    long nanos = text == null ? -1 : Money.parse(text);
    if (nanos < 0) {
      throw error(key);
    }
    return nanos;
  }

  long whole(String key, long absent) throws ConfigurationException {
    String text = text(key, null);
    if (text == null) {
      return absent;
    }
    long number = Money.digits(text);
    if (number < 0) {
      throw error(key);
    }
    return number;
  }

  /** Milliseconds. */
  long time(String key, long absent) throws ConfigurationException {
    String text = text(key, null);
    if (text == null) {
      return absent;
    }
    long millis = Times.parse(text);
    if (millis < 0) {
      throw error(key);
    }
    return millis;
  }

  /** A path, with {@code ~} for the home directory, or null where the key is not set. */
  File file(String key, File home) throws ConfigurationException {
    String text = text(key, null);
    return text == null ? null : Paths.resolve(text, values.get(key).base(), home);
  }

  /** A list of words: a list of YAML, or text with commas. */
  List<String> words(String key, List<String> absent) throws ConfigurationException {
    Value value = values.get(key);
    if (value == null) {
      return absent;
    }
    List<String> words = new ArrayList<String>();
    if (value.items() != null) {
      for (Value item : value.items()) {
        if (item.text() == null || item.text().isEmpty()) {
          throw item.error(path + key, keys.takes(key));
        }
        words.add(item.text());
      }
    } else {
      String text = text(key, null);
      for (int from = 0; from <= text.length(); ) {
        int comma = text.indexOf(',', from);
        int to = comma < 0 ? text.length() : comma;
        String word = text.substring(from, to).trim();
        if (word.isEmpty()) {
          throw error(key);
        }
        words.add(word);
        from = to + 1;
      }
    }
    return Collections.unmodifiableList(words);
  }

  /** The error of a key that must be set or holds what it does not take. */
  ConfigurationException error(String key) {
    Value value = values.get(key);
    return value == null
        ? new ConfigurationException(path + key + " is not set: it " + keys.takes(key))
        : value.error(path + key, keys.takes(key));
  }

  /** The error of something that is planned, but that this version does not do. */
  ConfigurationException notYet(String key, String available) {
    return values.get(key).error(path + key, "this version does not do that yet; " + available);
  }
}
