package dev.bursar.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bursar.agent.config.ConfigurationException;
import dev.bursar.agent.config.Money;
import dev.bursar.store.CallRecord;
import dev.bursar.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code calls}: the last LLM calls and executions of tools, and how they ended. */
@Command(
    name = "calls",
    description = "Show the last LLM calls: what each held, what it cost, how it ended.",
    footer = {
      "%nHow a call ended: settled at the usage that the provider reported; estimated, where it"
          + " reported none; charged at the hold, where the end is not known; released, where"
          + " nothing was sent or nothing is billed; refused, where the account could not cover it."
          + " An execution of a tool is a line too, with the tool's name as model, and costs"
          + " nothing itself.",
      "%nExamples:",
      "  java -jar bursar.jar calls --last 5",
      "  java -jar bursar.jar calls --json | jq 'select(.outcome == \"refused\")'"
    })
final class CallsCommand implements Callable<Integer> {
  private final Host host;
  @Mixin private final StoreOption store;
  @Mixin private final LastOption last = new LastOption();

  CallsCommand(Host host) {
    this.host = host;
    this.store = new StoreOption(host);
  }

  @Override
  public Integer call() throws ConfigurationException, CliException, IOException {
    List<CallRecord> calls;
    int count = last.count(store.json());
    try (Store open = store.open()) {
      calls = open.calls().tail(count);
    }
    if (store.json()) {
      for (CallRecord call : calls) {
        write(call);
      }
    } else if (calls.isEmpty()) {
      host.out().println("no call yet");
    } else {
      print(calls);
    }
    return Main.DONE;
  }

  private void write(CallRecord call) throws IOException {
    try (JsonGenerator json = Json.to(host)) {
      json.writeStartObject();
      Json.time(json, "time", call.timeMillis());
      json.writeNumberField("pid", call.pid());
      json.writeStringField("account", call.account());
      json.writeStringField("agent", call.agent());
      json.writeStringField("provider", call.provider());
      json.writeStringField("endpoint", call.endpoint());
      json.writeStringField("model", call.model());
      json.writeObjectFieldStart("hold");
      Json.usd(json, "usd", call.heldUsdNanos());
      json.writeNumberField("input_tokens", call.heldInputTokens());
      json.writeNumberField("output_tokens", call.heldOutputTokens());
      json.writeEndObject();
      json.writeObjectFieldStart("actual");
      Json.usd(json, "usd", call.usdNanos());
      json.writeNumberField("input_tokens", call.inputTokens());
      json.writeNumberField("output_tokens", call.outputTokens());
      json.writeNumberField("cached_tokens", call.cachedTokens());
      json.writeNumberField("cache_write_tokens", call.cacheWriteTokens());
      json.writeNumberField("reasoning_tokens", call.reasoningTokens());
      json.writeEndObject();
      json.writeStringField("outcome", call.outcome().key());
      json.writeStringField("reason", call.reason());
      if (call.clampedTo() == 0) {
        json.writeNullField("clamped_to");
      } else {
        json.writeNumberField("clamped_to", call.clampedTo());
      }
      json.writeEndObject();
    }
    host.out().println();
  }

  private void print(List<CallRecord> calls) {
    Table table =
        new Table(
            "time",
            ">pid",
            "account",
            "agent",
            "provider",
            "model",
            ">input",
            ">output",
            ">cost",
            ">held",
            "outcome",
            ">clamped to",
            "reason");
    for (CallRecord call : calls) {
      table.row(
          Instant.ofEpochMilli(call.timeMillis()).toString(),
          Long.toString(call.pid()),
          Text.orEmpty(call.account()),
          Text.orEmpty(call.agent()),
          Text.orEmpty(call.provider()),
          Text.orEmpty(call.model()),
          Long.toString(call.inputTokens()),
          Long.toString(call.outputTokens()),
          "$" + Money.plain(call.usdNanos()),
          "$" + Money.plain(call.heldUsdNanos()),
          call.outcome().key(),
          call.clampedTo() == 0 ? "" : Long.toString(call.clampedTo()),
          Text.orEmpty(call.reason()));
    }
    table.print(host);
  }
}
