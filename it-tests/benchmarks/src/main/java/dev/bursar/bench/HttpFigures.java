package dev.bursar.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures what the packaged agent adds to a call, beside a JVM without an agent and one with
 * OpenTelemetry's, and prints the table that {@code Figures.java} puts into the README. Every arm
 * of every round is a JVM of its own; they take turns, on the loopback by parts of a second, so
 * that a machine that drifts does so for all of them. The server of the loopback is in this JVM,
 * and what OpenTelemetry's agent exports to. Runs in the project's root.
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
        Collector collector = Collector.start();
        Spinners spinners = Spinners.start()) {
      java = Cores.apart(scripts);
      for (int round = 1; round <= effort.rounds(); round++) {
        for (List<HttpArm> group : groups(arms)) {
          busy += Neighbours.areBusyAfter(PATIENCE_SECONDS) ? group.size() : 0;
          Map<HttpArm, Score> measured = measure(group, effort, server.port(), collector, java);
          for (HttpArm arm : group) {
            Score score = measured.get(arm);
            scores.add(arm, score);
            System.err.printf(
                "round %d of %d: %-40s %8.2f µs %8.0f B%n",
                round, effort.rounds(), arm, score.nanos() / 1e3, score.bytes());
          }
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

  /**
   * Those of the loopback that do the same by the same client are there at once; else each alone.
   */
  private static List<List<HttpArm>> groups(List<HttpArm> arms) {
    List<List<HttpArm>> groups = new ArrayList<>();
    HttpArm last = null;
    for (HttpArm arm : arms) {
      boolean along =
          last != null
              && arm.via().loopback
              && arm.via() == last.via()
              && arm.work() == last.work();
      if (!along) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(arm);
      last = arm;
    }
    return groups;
  }

  private static Map<HttpArm, Score> measure(
      List<HttpArm> arms, Effort effort, int port, Collector collector, Path java)
      throws Exception {
    long exported = collector.spans();
    Map<HttpArm, Path> stores = new LinkedHashMap<>();
    try {
      for (HttpArm arm : arms) {
        stores.put(arm, Scratch.makeInMemory());
      }
      Map<HttpArm, Score> scores =
          arms.get(0).via().loopback
              ? inTurn(stores, port, collector, java)
              : Map.of(arms.get(0), alone(arms.get(0), effort, stores.get(arms.get(0)), collector));
      for (HttpArm arm : arms) {
        if (arm.agent() == HttpAgent.BURSAR && !arm.work().proof().isEmpty()) {
          check(arm, stores.get(arm));
        }
        if (arm.agent() == HttpAgent.OPENTELEMETRY && collector.spans() == exported) {
          throw new IOException(arm + " was not what was measured: nothing was exported");
        }
      }
      return scores;
    } finally {
      for (Path store : stores.values()) {
        Scratch.delete(store);
      }
    }
  }

  private static Map<HttpArm, Score> inTurn(
      Map<HttpArm, Path> stores, int port, Collector collector, Path java) throws Exception {
    try (Turns turns = new Turns()) {
      for (Map.Entry<HttpArm, Path> each : stores.entrySet()) {
        HttpArm arm = each.getKey();
        List<String> command = new ArrayList<>();
        command.add((java == null ? ownJava() : java).toString());
        command.addAll(arm.agent().flags(arm.work(), each.getValue(), collector.url()));
        command.add("-D" + HttpBenchmark.PORT + "=" + port);
        if (java != null) {
          command.add(
              "-XX:ActiveProcessorCount=" + Cores.count()); // It is to choose as on all cores.
        }
        command.addAll(
            List.of(
                "-cp",
                classPath(arm),
                TurnTaker.class.getName(),
                arm.via().benchmark().getName(),
                arm.work().method));
        turns.add(command);
      }
      List<Score> scores = turns.take(Turns.WARM_UPS, Turns.COUNTED);
      Map<HttpArm, Score> byArm = new HashMap<>();
      for (HttpArm arm : stores.keySet()) {
        byArm.put(arm, scores.get(byArm.size()));
      }
      return byArm;
    }
  }

  private static Path ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static String classPath(HttpArm arm) throws IOException {
    return System.getProperty(CLASS_PATH) + File.pathSeparator + arm.via().jars().resolve("*");
  }

  private static Score alone(HttpArm arm, Effort effort, Path store, Collector collector)
      throws Exception {
    String before = System.getProperty(CLASS_PATH);
    try {
      // What JMH gives to the JVMs that it starts.
      System.setProperty(CLASS_PATH, classPath(arm));
      return run(arm, effort, arm.agent().flags(arm.work(), store, collector.url()));
    } finally {
      System.setProperty(CLASS_PATH, before);
    }
  }

  /** Measures an arm once. */
  static Score run(HttpArm arm, Effort effort, List<String> flags) throws RunnerException {
    Score score = new Score();
    score.add(
        new Runner(
                arm.options()
                    .forks(effort.forks())
                    .warmupForks(0)
                    .warmupIterations(effort.warmups())
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
                ownJava().toString(),
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
