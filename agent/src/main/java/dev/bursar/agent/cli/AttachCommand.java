package dev.bursar.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bursar.agent.config.ConfigurationException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code attach}: takes a JVM that runs under the agent. */
@Command(
    name = "attach",
    description = "Load the agent into a JVM that runs, and show what it can see there.",
    footer = {
      "%nClients that were built before are seen too. The agent stays until the JVM ends. The"
          + " JVM's environment and properties count as with -javaagent; relative paths in ARGS"
          + " start from the JVM's working directory. Java 21 and later print a warning in the JVM"
          + " unless it was started with -XX:+EnableDynamicAgentLoading.",
      "%nExamples:",
      "  java -jar bursar.jar attach 1234",
      "  java -jar bursar.jar attach 1234 limits.usd=5.00,limits.per=day",
      "  java -jar bursar.jar attach 1234 /etc/bursar.yaml"
    })
final class AttachCommand implements Callable<Integer> {
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
    JvmState jvm;
    try {
      jvm = new Attachment(pid, arguments).attach(OwnJar.find());
    } catch (ConfigurationException e) {
      host.err().println("bursar: " + e.getMessage() + "; JVM " + pid + " is as it was");
      return Main.MISUSED;
    }
    if (json) {
      try (JsonGenerator generator = Json.to(host)) {
        JvmJson.write(generator, jvm);
      }
      host.out().println();
      return Main.DONE;
    }
    host.out().println("attached to JVM " + jvm.pid() + ", Java " + jvm.java());
    host.out().println(jvm.inForce());
    Table table = new Table("hook", "state", "detail");
    for (JvmState.Hook hook : jvm.hooks()) {
      table.row(hook.name(), hook.state(), hook.detail());
    }
    table.print(host);
    return Main.DONE;
  }

  /** Reads a process number. */
  static final class PidConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      long pid = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
      if (pid == 0) {
        throw new TypeConversionException("give a JVM's process number, as jps lists them");
      }
      return pid;
    }
  }
}
