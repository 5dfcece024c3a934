package dev.bursar.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bursar.agent.config.LimitText;
import dev.bursar.store.AccountView;
import dev.bursar.store.Amounts;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import java.io.File;
import java.io.IOException;
import java.util.List;

/** The accounts in JSON. */
final class StatusJson {
  private StatusJson() {}

  static void write(
      Host host, File store, String mode, List<Connections> unmetered, List<AccountView> accounts)
      throws IOException {
    try (JsonGenerator json = Json.to(host)) {
      json.writeStartObject();
      json.writeStringField("store", store.getPath());
      json.writeStringField("mode", mode);
      json.writeNumberField("unmetered", sum(unmetered));
      Connections.write(json, unmetered);
      json.writeArrayFieldStart("accounts");
      for (AccountView account : accounts) {
        account(json, account);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    host.out().println();
  }

  private static long sum(List<Connections> unmetered) {
    long sum = 0;
    for (Connections connections : unmetered) {
      sum += connections.count();
    }
    return sum;
  }

  private static void account(JsonGenerator json, AccountView account) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", account.name());
    json.writeStringField("parent", account.parent());
    json.writeStringField("state", account.halted() ? "halted" : "open");
    if (account.halted()) {
      json.writeStringField("reason", account.haltReason());
    }
    limits(json, account);
    Amounts spent = account.spent();
    json.writeObjectFieldStart("spent");
    Json.usd(json, "usd", spent.usdNanos());
    json.writeNumberField("input_tokens", spent.inputTokens());
    json.writeNumberField("output_tokens", spent.outputTokens());
    json.writeNumberField("tokens", spent.tokens());
    json.writeNumberField("calls", spent.calls());
    json.writeNumberField("retries", spent.retries());
    json.writeNumberField("tool_calls", account.toolCalls());
    json.writeEndObject();
    json.writeObjectFieldStart("held");
    Json.usd(json, "usd", account.held().usdNanos());
    json.writeNumberField("tokens", account.held().tokens());
    json.writeNumberField("calls", account.held().calls());
    json.writeEndObject();
    json.writeNumberField("refused", account.refused());
    if (account.runs() != 0) {
      json.writeNumberField("runs", account.runs());
    }
    json.writeObjectFieldStart("window");
    json.writeStringField("per", account.limits().per().key());
    if (account.resetsAtMillis() != 0) {
      Json.time(json, "resets", account.resetsAtMillis());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void limits(JsonGenerator json, AccountView account) throws IOException {
    json.writeObjectFieldStart("limits");
    for (Limit limit : Limit.values()) {
      long value = account.limits().get(limit);
      if (value == Limits.NONE) {
        continue;
      }
      if (limit == Limit.USD) {
        value += account.grantedUsdNanos();
      }
      String name = limit.key().replace('-', '_');
      if (limit == Limit.USD || limit == Limit.TIME) {
        json.writeStringField(name, LimitText.of(limit, value));
      } else {
        json.writeNumberField(name, value);
      }
    }
    json.writeEndObject();
  }
}
