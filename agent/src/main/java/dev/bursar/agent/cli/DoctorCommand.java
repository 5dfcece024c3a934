package dev.bursar.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bursar.agent.config.ConfigurationException;
import java.io.File;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: whether all is sound, and if not, what to do. */
@Command(
    name = "doctor",
    description = "Tell whether the store, the prices and the JVMs with the agent are sound.",
    footer = {
      "%nA hook is live where its client's calls are metered; not loaded where the app has not used"
          + " that client; it does not fit where the library's version is not known, which then was"
          + " left alone; or it failed.",
      "%nWith --repair a store that something else has changed is made sound again, never in the"
          + " spender's favour: what cannot be made out any more counts as spent, or halts its"
          + " account. The files as they were are copied into damaged-TIME beside them. Processes"
          + " that use the store wait meanwhile.",
      "%nExit code: 0 when all is sound, 1 when something needs care; the line below it says what"
          + " to do.",
      "%nExamples:",
      "  java -jar bursar.jar doctor",
      "  java -jar bursar.jar doctor --repair",
      "  java -jar bursar.jar doctor --json | jq '.findings[] | select(.sound | not)'"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int ENDED_SHOWN = 5;

  private final Host host;
  @Mixin private final StoreOption store;

  @Option(names = "--repair", description = "First repair the store, where it is damaged.")
  private boolean repair;

  DoctorCommand(Host host) {
    this.host = host;
    this.store = new StoreOption(host);
  }

  @Override
  public Integer call() throws ConfigurationException, IOException {
    File directory = store.directory();
    JvmReports reports = JvmReports.read(directory);
    List<Finding> findings =
        new Doctor(directory, reports, LocalDate.now(ZoneOffset.UTC), repair).examine();
    boolean sound = findings.stream().noneMatch(Finding::needsCare);
    if (store.json()) {
      write(directory, findings, reports, sound);
    } else {
      print(findings, reports, sound);
    }
    return sound ? Main.DONE : Main.FAILED;
  }

  private void print(List<Finding> findings, JvmReports reports, boolean sound) {
    Table table = new Table("", "about", "finding");
    for (Finding finding : findings) {
      table.row(finding.needsCare() ? "CARE" : "ok", finding.subject(), finding.text());
      if (finding.needsCare()) {
        table.row("", "", "-> " + finding.wayOut());
      }
    }
    int ended = 0;
    for (int i = reports.jvms().size() - 1; i >= 0; i--) {
      JvmState jvm = reports.jvms().get(i);
      if (!jvm.alive() && ended++ < ENDED_SHOWN) {
        String faults = jvm.faults() == 0 ? "" : ", faults " + jvm.faults();
        faults += jvm.unmetered() == 0 ? "" : ", not metered " + jvm.unmetered();
        table.row(
            "",
            "jvm " + jvm.pid(),
            "ended; Java " + jvm.java() + " since " + jvm.started() + faults);
      }
    }
    table.print(host);
    host.out().println(sound ? "all is sound" : "something needs care, see above");
  }

  private void write(File directory, List<Finding> findings, JvmReports reports, boolean sound)
      throws IOException {
    try (JsonGenerator json = Json.to(host)) {
      json.writeStartObject();
      json.writeStringField("store", directory.getPath());
      json.writeBooleanField("sound", sound);
      json.writeArrayFieldStart("findings");
      for (Finding finding : findings) {
        json.writeStartObject();
        json.writeStringField("about", finding.subject());
        json.writeBooleanField("sound", !finding.needsCare());
        json.writeStringField("finding", finding.text());
        json.writeStringField("way_out", finding.wayOut());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("jvms");
      for (JvmState jvm : reports.jvms()) {
        JvmJson.write(json, jvm);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    host.out().println();
  }
}
