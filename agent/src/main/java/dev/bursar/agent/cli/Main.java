package dev.bursar.agent.cli;

import dev.bursar.agent.config.ConfigurationException;
import dev.bursar.store.StoreException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The command line's entry: {@code java -jar bursar.jar COMMAND}. */
public final class Main {
  /** What a command returns when it is done. */
  static final int DONE = 0;

  /** What it returns when it failed, or found something that needs care. */
  static final int FAILED = 1;

  /** What it returns when it was called wrongly. */
  static final int MISUSED = 2;

  private static final int WIDTH = 100;

  private Main() {}

  /**
   * Runs one command.
   *
   * @param args the command line
   * @return the process's exit code: 0 done, 1 failed, 2 misused
   */
  public static int run(String[] args) {
    return run(
        new Host(
            System.out, System.err, Ansi.AUTO.enabled(), System.getenv(), System.getProperties()),
        args);
  }

  static int run(Host host, String... args) {
    CommandLine line =
        new CommandLine(new BursarCommand())
            .addSubcommand(new StatusCommand(host))
            .addSubcommand(new CallsCommand(host))
            .addSubcommand(new ReadsCommand(host))
            .addSubcommand(new DoctorCommand(host))
            .addSubcommand(new HaltCommand(host))
            .addSubcommand(new ResumeCommand(host))
            .addSubcommand(new GrantCommand(host))
            .addSubcommand(new PsCommand(host))
            .addSubcommand(new AttachCommand(host))
            .addSubcommand(new DemoCommand(host));
    line.getCommandSpec().addOption(version());
    addHelp(line);
    for (CommandLine command : line.getSubcommands().values()) {
      addHelp(command);
    }
    line.setUsageHelpWidth(WIDTH);
    line.setSeparator(" ");
    line.setOut(writer(host.out()));
    line.setErr(writer(host.err()));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(host.terminal() ? Ansi.ON : Ansi.OFF));
    line.setParameterExceptionHandler((e, parsed) -> misused(host, e));
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(host, e));
    return line.execute(args);
  }

  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
  }

  private static OptionSpec version() {
    return OptionSpec.builder("--version")
        .versionHelp(true)
        .description("Show the version.")
        .build();
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static int misused(Host host, ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    host.err().println("bursar: " + e.getMessage() + "; see " + command + " --help");
    return MISUSED;
  }

  private static int failed(Host host, Exception e) {
    if (e instanceof ConfigurationException) {
      host.err().println("bursar: " + e.getMessage());
      return MISUSED;
    }
    if (e instanceof CliException || e instanceof StoreException) {
      host.err().println("bursar: " + e.getMessage());
      return FAILED;
    }
    host.err().println("bursar: a fault of its own, please report it:");
    e.printStackTrace(host.err());
    return FAILED;
  }
}
