package dev.bursar.agent.demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The app in a JVM of its own. */
final class App {
  private static final String MAIN = "com.example.research.ResearchTeam";

  /** What would make this run differ from an ordinary one. */
  private static final String[] OPTIONS = {
    "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"
  };

  private final Process process;
  private final File log;

  private App(Process process, File log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts the app.
   *
   * @param classPath the app's own
   * @param options the JVM's: none, or the agent
   * @param url the provider
   * @param log takes what the app prints
   */
  static App start(String classPath, List<String> options, String url, File log)
      throws IOException {
    String home = System.getProperty("java.home");
    List<String> command = new ArrayList<>();
    command.add(home + File.separator + "bin" + File.separator + "java");
    command.addAll(options);
    Collections.addAll(command, "-cp", classPath, MAIN, url);
    ProcessBuilder builder = new ProcessBuilder(command);
    for (Iterator<String> i = builder.environment().keySet().iterator(); i.hasNext(); ) {
      if (i.next().toUpperCase(Locale.ROOT).startsWith("BURSAR_")) {
        i.remove();
      }
    }
    for (String option : OPTIONS) {
      builder.environment().remove(option);
    }
    builder.redirectErrorStream(true).redirectOutput(log);
    Process process = builder.start();
    process.getOutputStream().close();
    return new App(process, log);
  }

  /** Waits for the app to end, but not for long. */
  boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Stops it, if it runs, and waits until it has. */
  void stop() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** What it printed. */
  List<String> printed() throws IOException {
    return Files.readAllLines(log.toPath(), StandardCharsets.UTF_8);
  }
}
