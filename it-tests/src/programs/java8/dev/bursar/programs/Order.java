package dev.bursar.programs;

import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of stdin: a verb and parameters, separated by tabs, the values percent-encoded. Verbs
 * are {@code http}, {@code chat} and {@code embed} (one call), {@code load} (many calls) and {@code
 * exit}.
 */
public final class Order {
  private final String verb;
  private final Map<String, String> parameters;

  private Order(String verb, Map<String, String> parameters) {
    this.verb = verb;
    this.parameters = parameters;
  }

  /** Reads a line. */
  public static Order parse(String line) {
    String[] fields = line.split("\t", -1);
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 1; i < fields.length; i++) {
      int equals = fields[i].indexOf('=');
      try {
        parameters.put(
            fields[i].substring(0, equals),
            URLDecoder.decode(fields[i].substring(equals + 1), "UTF-8"));
      } catch (UnsupportedEncodingException e) {
        throw new IllegalStateException(e);
      }
    }
    return new Order(fields[0], Collections.unmodifiableMap(parameters));
  }

  /** The same order under another id. */
  public Order withId(String id) {
    Map<String, String> copy = new LinkedHashMap<>(parameters);
    copy.put("id", id);
    return new Order(verb, Collections.unmodifiableMap(copy));
  }

  /** What to do. */
  public String verb() {
    return verb;
  }

  /** Names the answer. */
  public String id() {
    return get("id", "");
  }

  /** A parameter that must be there. */
  public String get(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException(verb + " without " + name);
    }
    return value;
  }

  /** A parameter or its default. */
  public String get(String name, String otherwise) {
    String value = parameters.get(name);
    return value == null ? otherwise : value;
  }

  /** Whether a parameter is there. */
  public boolean has(String name) {
    return parameters.containsKey(name);
  }

  /** A numeric parameter or its default. */
  public int number(String name, int otherwise) {
    String value = parameters.get(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  /** A switch; off by default. */
  public boolean flag(String name) {
    return Boolean.parseBoolean(parameters.get(name));
  }

  /** All parameters whose names start with a prefix, by the rest of their names. */
  public Map<String, String> startingWith(String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      if (parameter.getKey().startsWith(prefix)) {
        found.put(parameter.getKey().substring(prefix.length()), parameter.getValue());
      }
    }
    return found;
  }
}
