package dev.bursar.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/**
 * An account as {@code status --json} shows it.
 *
 * @param json the account's object
 */
public record Account(JsonNode json) {
  /** What has been spent, in US dollars to the nano-dollar. */
  public BigDecimal spent() {
    return new BigDecimal(json.path("spent").path("usd").asText());
  }

  /** A unit of what has been spent. */
  public long spent(String unit) {
    return json.path("spent").path(unit).asLong();
  }

  /** What is held, in US dollars. */
  public BigDecimal held() {
    return new BigDecimal(json.path("held").path("usd").asText());
  }

  /** How many calls have been refused. */
  public long refused() {
    return json.path("refused").asLong();
  }

  /** Whether nothing at all is held, in any unit. */
  public boolean nothingHeld() {
    for (JsonNode unit : json.path("held")) {
      if (new BigDecimal(unit.asText()).signum() != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
