package dev.bursar.agent.config;

import java.util.HashMap;
import java.util.Map;

/** Turns nested mappings into one of dotted keys, and refuses keys that are not known. */
final class Flattening {
  private final Keys keys;
  private final String path;
  private final Map<String, Value> flat = new HashMap<String, Value>();

  /**
   * @param path what an error puts before a key: empty, or {@code accounts[0].}
   */
  Flattening(Keys keys, String path) {
    this.keys = keys;
    this.path = path;
  }

  /** The settings of a mapping. */
  static Settings of(Keys keys, String path, Map<String, Value> fields)
      throws ConfigurationException {
    Flattening flattening = new Flattening(keys, path);
    flattening.addAll("", fields);
    return new Settings(keys, path, flattening.flat);
  }

  /** What was added. */
  Map<String, Value> flat() {
    return flat;
  }

  void addAll(String prefix, Map<String, Value> fields) throws ConfigurationException {
    for (Map.Entry<String, Value> field : fields.entrySet()) {
      add(prefix + field.getKey(), field.getValue());
    }
  }

  /** Adds one value; a blank one is as good as none. */
  void add(String key, Value value) throws ConfigurationException {
    if (keys.knows(key)) {
      Value before = value.isBlank() ? null : flat.put(key, value);
      if (before != null) {
        throw value.error(path + key, "is already set (" + before.where() + "): keep one of them");
      }
    } else if (!keys.isGroup(key)) {
      String nearest = keys.nearest(key);
      throw unknown(path + key, value.where(), path + nearest, keys.takes(nearest));
    } else if (value.fields() != null) {
      addAll(key + ".", value.fields());
    } else if (!value.isBlank()) {
      throw value.error(path + key, "takes a mapping");
    }
  }

  /** The error of a key that is not known. It leaves the value out, which may be a secret. */
  static ConfigurationException unknown(String key, String where, String nearest, String takes) {
    return new ConfigurationException(
        "unknown key "
            + Value.quote(key)
            + " ("
            + where
            + "): the nearest known one is "
            + nearest
            + ", which "
            + takes);
  }
}
