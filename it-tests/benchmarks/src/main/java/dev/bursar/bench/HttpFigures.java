package dev.bursar.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures what the packaged agent adds to a call, beside a JVM without an agent and one with
 * OpenTelemetry's, and prints the table that {@code Figures.java} puts into the README. Every arm
 * of every round is a JVM of its own; they take turns, so that a machine that drifts does so for
 * all of them. The server of the loopback is in this JVM. Runs in the project's root.
 */
public final class HttpFigures {
  private static final int ROUNDS = 5;
  // One in four.
  private static final int MOST_BUSY = 4;
  private static final int TOO_BUSY = 3;
  private static final int PATIENCE_SECONDS = 4;
  private static final String CLASS_PATH = "java.class.path";

  private HttpFigures() {}

  /**
   * Prints the table to stdout, and how far it is to stderr. Exits with 3 when others worked on the
   * machine too often.
   *
   * @param args how many rounds, 5 where there is none; a pattern for the arms to measure, all
   *     where there is none
   */
  public static void main(String[] args) throws Exception {
    Effort effort = Effort.calls(args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS);
    Pattern wanted = Pattern.compile(args.length > 1 ? args[1] : "");
    List<HttpArm> arms = new ArrayList<>(HttpArm.all());
    arms.removeIf(arm -> !wanted.matcher(arm.toString()).find());
    HttpScores scores = new HttpScores();
    int busy = 0;
    boolean awake;
    Path scripts = Files.createTempDirectory("bursar-bench");
    Path java;
    try (LoopbackServer server = LoopbackServer.start();
        Spinners spinners = Spinners.start()) {
      java = Cores.apart(scripts);
      for (int round = 1; round <= effort.rounds(); round++) {
        for (HttpArm arm : arms) {
          busy += Neighbours.areBusyAfter(PATIENCE_SECONDS) ? 1 : 0;
          Score score = measure(arm, effort, server.port(), java);
          scores.add(arm, score);
          System.err.printf(
              "round %d of %d: %-36s %8.2f µs %8.0f B%n",
              round, effort.rounds(), arm, score.nanos() / 1e3, score.bytes());
        }
      }
      awake = spinners.areThere();
    } finally {
      Scratch.delete(scripts);
    }
    System.out.print(
        new HttpTable(scores, effort, busy, arms.size(), awake, java != null).markdown());
    if (busy * MOST_BUSY > arms.size() * effort.rounds()) {
      System.err.println("the machine was too busy: these figures are not to be quoted");
      System.exit(TOO_BUSY);
    }
  }

  private static Score measure(HttpArm arm, Effort effort, int port, Path java) throws Exception {
    Path store = Scratch.makeInMemory();
    String classPath = System.getProperty(CLASS_PATH);
    try {
      List<String> flags = new ArrayList<>(arm.agent().flags(arm.work(), store));
      if (arm.via().loopback) {
        flags.add("-D" + HttpBenchmark.PORT + "=" + port);
        if (java != null) {
          flags.add(
              "-XX:ActiveProcessorCount=" + Cores.count()); // It is to choose as on all cores.
        }
      }
      // What JMH gives to the JVMs that it starts.
      System.setProperty(
          CLASS_PATH, classPath + File.pathSeparator + arm.via().jars().resolve("*"));
      Score score = run(arm, effort, flags, arm.via().loopback ? java : null);
      if (arm.agent() == HttpAgent.BURSAR && !arm.work().proof().isEmpty()) {
        check(arm, store);
      }
      return score;
    } finally {
      System.setProperty(CLASS_PATH, classPath);
      Scratch.delete(store);
    }
  }

  /**
   * Measures an arm once.
   *
   * @param java what to start, or null for what this JVM was started by
   */
  static Score run(HttpArm arm, Effort effort, List<String> flags, Path java)
      throws RunnerException {
    ChainedOptionsBuilder options = arm.options();
    if (java != null) {
      options.jvm(java.toString());
    }
    Score score = new Score();
    score.add(
        new Runner(
                options
                    .forks(effort.forks())
                    .warmupForks(0)
                    .warmupIterations(java == null ? effort.warmups() : effort.warmupsOnOneCore())
                    .warmupTime(effort.time())
                    .measurementIterations(effort.iterations())
                    .measurementTime(effort.time())
                    .jvmArgsAppend(flags.toArray(new String[0]))
                    .addProfiler(GCProfiler.class)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run());
    return score;
  }

  /** What was measured must be what was meant: the store tells. */
  private static void check(HttpArm arm, Path store) throws IOException, InterruptedException {
    List<String> proof = arm.work().proof();
    Process cli =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                HttpAgent.JAR.toString(),
                proof.get(0),
                "--json",
                "--last",
                "1",
                "--store",
                store.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    if (cli.waitFor() != 0 || !said.matches(proof.get(1))) {
      throw new IOException(arm + " was not what was measured; " + proof.get(0) + ": " + said);
    }
    Path log = store.resolve("bursar.log");
    String logged = Files.exists(log) ? Files.readString(log) : "";
    if (logged.contains("fault")) {
      throw new IOException(arm + " met faults:\n" + logged);
    }
  }
}
