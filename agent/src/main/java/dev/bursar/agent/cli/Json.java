package dev.bursar.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.bursar.agent.config.Money;
import java.io.IOException;
import java.time.Instant;

/** Starts the JSON that commands answer in: one value to a line, in ASCII. */
final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private Json() {}

  /** A generator that writes to the command's output and leaves it open. */
  static JsonGenerator to(Host host) throws IOException {
    JsonGenerator json = FACTORY.createGenerator(host.out());
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setRootValueSeparator(null);
    return json;
  }

  /** An amount of money: a decimal string with all its digits. */
  static void usd(JsonGenerator json, String name, long nanos) throws IOException {
    json.writeStringField(name, Money.exact(nanos));
  }

  /** A moment: ISO 8601, UTC. */
  static void time(JsonGenerator json, String name, long millis) throws IOException {
    json.writeStringField(name, Instant.ofEpochMilli(millis).toString());
  }
}
