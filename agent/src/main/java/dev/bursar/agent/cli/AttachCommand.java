package dev.bursar.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bursar.agent.config.ConfigurationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code attach}: takes a JVM that runs under the agent. */
@Command(
    name = "attach",
    description =
        "Load the agent into a JVM that runs, or change its configuration where it is in force"
            + " already, and show what it can see there.",
    footer = {
      "%nClients that were built before are seen too. The agent stays until the JVM ends. The"
          + " JVM's environment and properties count as with -javaagent; paths in ARGS are the"
          + " JVM's own, relative ones start from its working directory. Java 21 and later print a"
          + " warning in the JVM unless it was started with -XX:+EnableDynamicAgentLoading.",
      "%nWhere the agent is in force, by attach or -javaagent, ARGS change what they name, from the"
          + " next call on, and all else stays: limits.usd=5 raises one limit, limits.calls=none"
          + " lifts another, mode=off lets all calls pass. ARGS that name a file take the place of"
          + " all arguments before; without ARGS the file is read again. A configuration that is"
          + " wrong changes nothing. The version in force stays until the JVM ends.",
      "%nIn a container: the jar is copied into the JVM's /tmp/bursar-VERSION-HASH where the JVM"
          + " does not see it here. Needs the JVM's user, or root.",
      "%nExamples:",
      "  java -jar bursar.jar attach 1234",
      "  java -jar bursar.jar attach 1234 limits.usd=5.00,limits.per=day",
      "  java -jar bursar.jar attach 1234 /etc/bursar.yaml"
    })
final class AttachCommand implements Callable<Integer> {
  /** The first Java that warns of agents which are loaded while it runs. */
  static final int WARNING = 21;

  private final Host host;

  @Parameters(
      index = "0",
      paramLabel = "PID",
      converter = PidConverter.class,
      description = "The JVM's process number.")
  private long pid;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ARGS",
      description = "What would stand behind -javaagent:bursar.jar=")
  private String arguments = "";

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  AttachCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() throws CliException, IOException, InterruptedException {
    TargetProcess process = new TargetProcess(pid);
    Attachment attachment = new Attachment(process, arguments);
    JvmState jvm;
    try {
      jvm = attachment.attach(OwnJar.find());
    } catch (ConfigurationException e) {
      host.err().println("bursar: " + e.getMessage() + "; JVM " + pid + " is as it was");
      return Main.MISUSED;
    }
    if (jvm == null) {
      return OtherJava.run(process, OwnJar.find(), line());
    }
    if (process.feature() >= WARNING && process.flag("EnableDynamicAgentLoading") == 0) {
      host.err()
          .println(
              "JVM "
                  + pid
                  + " prints a warning on its standard error when an agent is loaded into it (JEP"
                  + " 451); start it with -XX:+EnableDynamicAgentLoading, or with"
                  + " -javaagent:bursar.jar, to have none");
    }
    if (json) {
      try (JsonGenerator generator = Json.to(host)) {
        JvmJson.write(generator, jvm);
      }
      host.out().println();
      return Main.DONE;
    }
    host.out()
        .println(
            (attachment.already() ? "changed the configuration of JVM " : "attached to JVM ")
                + jvm.pid()
                + ", Java "
                + jvm.java());
    host.out().println(jvm.inForce());
    Table table = new Table("hook", "state", "detail");
    for (JvmState.Hook hook : jvm.hooks()) {
      table.row(hook.name(), hook.state(), hook.detail());
    }
    table.print(host);
    return Main.DONE;
  }

  /** The command line, for another Java. */
  private List<String> line() {
    List<String> line = new ArrayList<>(Arrays.asList("attach", Long.toString(pid)));
    if (!arguments.isEmpty()) {
      line.add(arguments);
    }
    if (json) {
      line.add("--json");
    }
    return line;
  }

  /** Reads a process number. */
  static final class PidConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      long pid = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
      if (pid == 0) {
        throw new TypeConversionException(
            "give a JVM's process number, as java -jar bursar.jar ps lists them");
      }
      return pid;
    }
  }
}
