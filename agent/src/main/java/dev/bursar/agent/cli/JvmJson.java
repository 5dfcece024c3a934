package dev.bursar.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** One JVM's report in JSON, as the JVM wrote it, and whether the JVM still runs. */
final class JvmJson {
  private JvmJson() {}

  static void write(JsonGenerator json, JvmState jvm) throws IOException {
    json.writeStartObject();
    json.writeNumberField("pid", jvm.pid());
    json.writeBooleanField("alive", jvm.alive());
    json.writeStringField("started", jvm.started());
    json.writeStringField("configured", jvm.configured());
    json.writeStringField("java", jvm.java());
    json.writeStringField("how", jvm.how());
    json.writeStringField("version", jvm.version());
    json.writeStringField("mode", jvm.mode());
    json.writeStringField("account", jvm.account());
    json.writeStringField("in_force", jvm.inForce());
    json.writeArrayFieldStart("hooks");
    for (JvmState.Hook hook : jvm.hooks()) {
      json.writeStartObject();
      json.writeStringField("name", hook.name());
      json.writeStringField("state", hook.state());
      json.writeStringField("detail", hook.detail().isEmpty() ? null : hook.detail());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("faults", jvm.faults());
    json.writeStringField("last_fault", jvm.lastFault().isEmpty() ? null : jvm.lastFault());
    json.writeNumberField("unmetered", jvm.unmetered());
    Connections.write(json, jvm.unmeteredConnections());
    json.writeEndObject();
  }
}
