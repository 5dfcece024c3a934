package dev.bursar.it.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what a provider has streamed. */
final class Streams {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Streams() {}

  /** The events, without a usage of null. */
  static List<JsonNode> events(String stream) throws JsonProcessingException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : stream.split("\n", -1)) {
      if (line.startsWith("data: {")) {
        JsonNode event = JSON.readTree(line.substring(6));
        if (event.path("usage").isNull()) {
          ((ObjectNode) event).remove("usage");
        }
        events.add(event);
      }
    }
    return events;
  }

  /** The model's words. */
  static String words(byte[] stream) throws JsonProcessingException {
    StringBuilder words = new StringBuilder();
    for (JsonNode event : events(new String(stream, StandardCharsets.UTF_8))) {
      words.append(event.path("choices").path(0).path("delta").path("content").asText());
    }
    return words.toString();
  }
}
