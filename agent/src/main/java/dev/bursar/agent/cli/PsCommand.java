package dev.bursar.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ps}: the JVMs of this machine, and how the agent stands with each. */
@Command(
    name = "ps",
    description = "List the JVMs that run here, what is in force in them, and who can be attached.",
    footer = {
      "%nOnly looks: no JVM is attached to. Those of other users are shown as far as the system"
          + " lets them be seen, those in containers with the numbers that they have here.",
      "%nbursar: what is in force in the JVM; empty where the agent is not in it. attach: yes, yes"
          + " with a warning in the JVM (Java 21 and later, JEP 451), or what stands in the way;"
          + " attach PID says what to do about it.",
      "%nExamples:",
      "  java -jar bursar.jar ps",
      "  java -jar bursar.jar ps --json | jq 'select(.bursar == null and .attach) | .pid'"
    })
final class PsCommand implements Callable<Integer> {
  private final Host host;

  @Option(names = "--json", description = "Answer in JSON, one JVM a line.")
  private boolean json;

  PsCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() throws CliException, IOException {
    Table table = new Table(">pid", "user", "java", "main", "attach", "bursar");
    for (TargetProcess process : jvms()) {
      Presence bursar = Presence.in(process);
      Obstacle obstacle = Obstacles.of(process);
      if (!process.proc().isDirectory()) {
        continue; // it has ended meanwhile
      }
      if (json) {
        write(process, bursar, obstacle);
        continue;
      }
      String user = Text.orEmpty(process.user());
      table.row(
          Long.toString(process.pid()),
          user.equals(TargetProcess.self()) ? "" : user,
          Text.orEmpty(process.java()),
          process.main(),
          obstacle != null ? "no: " + obstacle.brief() : warns(process) ? "yes, warns" : "yes",
          bursar.phrase());
    }
    if (!json) {
      table.print(host);
    }
    return Main.DONE;
  }

  /** All JVMs but this one, in the order of their numbers. */
  private static List<TargetProcess> jvms() throws CliException, IOException {
    File proc = new File("/proc");
    String[] names = proc.list((parent, name) -> name.matches("[0-9]{1,18}"));
    if (names == null || names.length == 0) {
      throw new CliException("there is no /proc here: jps lists the JVMs that run");
    }
    String self = new File("/proc/self").getCanonicalFile().getName();
    TreeSet<Long> numbers = new TreeSet<>();
    for (String name : names) {
      if (!name.equals(self)) {
        numbers.add(Long.valueOf(name));
      }
    }
    List<TargetProcess> jvms = new ArrayList<>();
    for (long pid : numbers) {
      TargetProcess process = new TargetProcess(pid);
      if (process.proc().isDirectory() && process.isJvm()) {
        jvms.add(process);
      }
    }
    return jvms;
  }

  private static boolean warns(TargetProcess process) {
    return process.feature() >= AttachCommand.WARNING
        && process.flag("EnableDynamicAgentLoading") == 0;
  }

  private void write(TargetProcess process, Presence bursar, Obstacle obstacle) throws IOException {
    try (JsonGenerator out = Json.to(host)) {
      out.writeStartObject();
      out.writeNumberField("pid", process.pid());
      out.writeStringField("user", process.user());
      out.writeStringField("java", process.java());
      out.writeStringField("main", process.main());
      out.writeBooleanField("container", process.isApart());
      out.writeNumberField("pid_inside", process.pidInside());
      out.writeFieldName("bursar");
      if (bursar.report() != null) {
        JvmJson.write(out, bursar.report());
      } else if (bursar.loaded()) {
        out.writeStartObject();
        out.writeStringField("in_force", null);
        out.writeEndObject();
      } else {
        out.writeNull();
      }
      out.writeBooleanField("attach", obstacle == null);
      out.writeStringField("why_not", obstacle == null ? null : obstacle.toString());
      out.writeBooleanField("warns", obstacle == null && warns(process));
      out.writeEndObject();
    }
    host.out().println();
  }
}
