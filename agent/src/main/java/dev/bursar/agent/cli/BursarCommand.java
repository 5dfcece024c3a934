package dev.bursar.agent.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What stands above the commands: help, and the version. */
@Command(
    name = "java -jar bursar.jar",
    versionProvider = BursarCommand.Version.class,
    customSynopsis = "java -jar bursar.jar COMMAND [--store DIR] [--json]",
    description = {
      "%nReserves the worst-case cost of each LLM call before the call may leave the JVM.",
      "%nTo run an app with it:",
      "  java -javaagent:bursar.jar=limits.usd=5.00,limits.per=day -jar app.jar",
      "  java -javaagent:bursar.jar=/etc/bursar.yaml -jar app.jar",
      "%nTo look at what it does:%n"
    },
    footer = {
      "%nExit code: 0 done, 1 failed, 2 misused. Each command has a --help of its own.",
      "To see it work, without a key and without spending: java -jar bursar.jar demo"
    })
final class BursarCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Main.MISUSED;
  }

  /** Reads the version that the build wrote into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      return new String[] {"bursar " + read() + " on Java " + System.getProperty("java.version")};
    }

    static String read() throws IOException {
      try (InputStream in =
              BursarCommand.class
                  .getClassLoader()
                  .getResourceAsStream("dev/bursar/agent/version.txt");
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        return lines.readLine();
      }
    }
  }
}
