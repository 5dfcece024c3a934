package dev.bursar.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Connections to one host of a provider that one class opened and no hook saw. Immutable. */
final class Connections {
  private final String host;
  private final String opener;
  private final String since;
  private final long count;
  private final long refused;

  /**
   * @param since when the first was, ISO 8601
   * @param count how many they were, refused ones too
   */
  Connections(String host, String opener, String since, long count, long refused) {
    this.host = host;
    this.opener = opener;
    this.since = since;
    this.count = count;
    this.refused = refused;
  }

  /** The same connections with those of all JVMs of a kind in one, the first kind first. */
  static List<Connections> merged(List<Connections> all) {
    Map<String, Connections> byKind = new LinkedHashMap<>();
    for (Connections one : all) {
      byKind.merge(one.host + ' ' + one.opener, one, Connections::and);
    }
    return new ArrayList<>(byKind.values());
  }

  private Connections and(Connections other) {
    return new Connections(
        host,
        opener,
        since.compareTo(other.since) <= 0 ? since : other.since,
        count + other.count,
        refused + other.refused);
  }

  /** How many they were. */
  long count() {
    return count;
  }

  static void write(JsonGenerator json, List<Connections> all) throws IOException {
    json.writeArrayFieldStart("unmetered_connections");
    for (Connections one : all) {
      json.writeStartObject();
      json.writeStringField("host", one.host);
      json.writeStringField("opener", one.opener);
      json.writeNumberField("count", one.count);
      json.writeNumberField("refused", one.refused);
      json.writeStringField("since", one.since);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** {@code 3 to api.x.ai, opened by com.acme.Raw, since 2026-11-22T08:00:00Z; refused 2}. */
  @Override
  public String toString() {
    return count
        + " to "
        + host
        + ", opened by "
        + opener
        + ", since "
        + since
        + (refused == 0 ? "" : "; refused " + refused);
  }
}
