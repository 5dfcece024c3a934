package dev.bursar.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads one JVM's report. */
final class JvmReportReader {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JvmReportReader() {}

  /**
   * Reads a report.
   *
   * @throws IOException when it is not one
   */
  static JvmState read(File file) throws IOException {
    return read(file, 0);
  }

  /**
   * Reads the report of a process that may have another number where it runs.
   *
   * @param pid its number here, or 0 for the one that it reports
   * @throws IOException when it is not a report
   */
  static JvmState read(File file, long pid) throws IOException {
    Map<String, String> texts = new HashMap<>();
    Map<String, Long> numbers = new HashMap<>();
    List<JvmState.Hook> hooks = new ArrayList<>();
    List<Connections> unmetered = new ArrayList<>();
    try (JsonParser json = FACTORY.createParser(file)) {
      require(json, json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("hooks")) {
          hooks(json, hooks);
        } else if (field.equals("unmetered_connections")) {
          connections(json, unmetered);
        } else if (value == JsonToken.VALUE_STRING) {
          texts.put(field, json.getText());
        } else if (value == JsonToken.VALUE_NUMBER_INT) {
          numbers.put(field, json.getLongValue());
        } else {
          json.skipChildren();
        }
      }
      require(json, json.currentToken(), JsonToken.END_OBJECT);
    }
    Long reported = numbers.get("pid");
    String started = texts.get("started");
    if (reported == null || started == null) {
      throw new IOException("it has no pid or no start");
    }
    if (pid != 0) {
      numbers.put("pid", pid);
    }
    return new JvmState(
        texts, numbers, hooks, unmetered, JvmProcess.isAlive(numbers.get("pid"), started));
  }

  private static void hooks(JsonParser json, List<JvmState.Hook> hooks) throws IOException {
    require(json, json.currentToken(), JsonToken.START_ARRAY);
    while (json.nextToken() == JsonToken.START_OBJECT) {
      Map<String, String> texts = new HashMap<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        texts.put(field, Text.orEmpty(json.nextTextValue()));
        json.skipChildren();
      }
      hooks.add(
          new JvmState.Hook(
              texts.getOrDefault("name", ""),
              texts.getOrDefault("state", ""),
              texts.getOrDefault("detail", "")));
    }
    require(json, json.currentToken(), JsonToken.END_ARRAY);
  }

  private static void connections(JsonParser json, List<Connections> unmetered) throws IOException {
    require(json, json.currentToken(), JsonToken.START_ARRAY);
    while (json.nextToken() == JsonToken.START_OBJECT) {
      Map<String, String> texts = new HashMap<>();
      Map<String, Long> numbers = new HashMap<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
          numbers.put(field, json.getLongValue());
        } else {
          texts.put(field, Text.orEmpty(json.getText()));
          json.skipChildren();
        }
      }
      unmetered.add(
          new Connections(
              texts.getOrDefault("host", ""),
              texts.getOrDefault("opener", ""),
              texts.getOrDefault("since", ""),
              numbers.getOrDefault("count", 0L),
              numbers.getOrDefault("refused", 0L)));
    }
    require(json, json.currentToken(), JsonToken.END_ARRAY);
  }

  private static void require(JsonParser json, JsonToken found, JsonToken expected)
      throws IOException {
    if (found != expected) {
      throw new IOException(
          "line " + json.currentLocation().getLineNr() + " has " + found + " for " + expected);
    }
  }
}
