package dev.bursar.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bursar.agent.config.ConfigurationException;
import dev.bursar.store.ReadRecord;
import dev.bursar.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code reads}: the last HTTP reads, and which version each saw. */
@Command(
    name = "reads",
    description = "Show the last HTTP reads: which agent read what, in which version.",
    footer = {
      "%nBodies and credentials are not kept; values in a query are kept as hashes.",
      "%nExamples:",
      "  java -jar bursar.jar reads --last 5",
      "  java -jar bursar.jar reads --json | jq -r 'select(.agent == \"planner\") | .uri'"
    })
final class ReadsCommand implements Callable<Integer> {
  private final Host host;
  @Mixin private final StoreOption store;
  @Mixin private final LastOption last = new LastOption();

  ReadsCommand(Host host) {
    this.host = host;
    this.store = new StoreOption(host);
  }

  @Override
  public Integer call() throws ConfigurationException, CliException, IOException {
    List<ReadRecord> reads;
    int count = last.count(store.json());
    try (Store open = store.open()) {
      reads = open.reads().tail(count);
    }
    if (store.json()) {
      for (ReadRecord read : reads) {
        write(read);
      }
    } else if (reads.isEmpty()) {
      host.out().println("no read yet");
    } else {
      print(reads);
    }
    return Main.DONE;
  }

  private void write(ReadRecord read) throws IOException {
    try (JsonGenerator json = Json.to(host)) {
      json.writeStartObject();
      Json.time(json, "time", read.timeMillis());
      json.writeNumberField("seq", read.seq());
      json.writeNumberField("pid", read.pid());
      json.writeStringField("agent", read.agent());
      json.writeStringField("method", read.method());
      json.writeStringField("uri", read.uri());
      json.writeStringField("version", read.version());
      json.writeStringField("version_kind", read.versionKind());
      json.writeNumberField("status", read.status());
      json.writeBooleanField("stale", read.stale());
      json.writeEndObject();
    }
    host.out().println();
  }

  private void print(List<ReadRecord> reads) {
    Table table =
        new Table(
            "time", ">seq", ">pid", "agent", "method", ">status", "version", "kind", "stale",
            "uri");
    for (ReadRecord read : reads) {
      table.row(
          Instant.ofEpochMilli(read.timeMillis()).toString(),
          Long.toString(read.seq()),
          Long.toString(read.pid()),
          Text.orEmpty(read.agent()),
          Text.orEmpty(read.method()),
          Integer.toString(read.status()),
          Text.orEmpty(read.version()),
          Text.orEmpty(read.versionKind()),
          read.stale() ? "stale" : "",
          Text.orEmpty(read.uri()));
    }
    table.print(host);
  }
}
