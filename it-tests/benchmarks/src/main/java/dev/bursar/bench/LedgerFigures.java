package dev.bursar.bench;

import java.io.IOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures all arms in one run and prints the table that {@code Figures.java} puts into the README.
 * The arms take turns, round by round, so that a machine that drifts does so for all of them.
 */
public final class LedgerFigures {
  private static final int ROUNDS = 3;

  private LedgerFigures() {}

  /**
   * Prints the table to stdout, and how far it is to stderr.
   *
   * @param args how many rounds; 3 where there is none
   */
  public static void main(String[] args) throws RunnerException, IOException {
    Effort effort = Effort.full(args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS);
    System.out.print(new Table(measure(EnumSet.allOf(Arm.class), effort), effort).markdown());
  }

  /** Measures some arms; those that cannot be measured here are said and left out. */
  static Map<Arm, Score> measure(Collection<Arm> arms, Effort effort) throws RunnerException {
    Map<Arm, Score> scores = new EnumMap<>(Arm.class);
    for (int round = 1; round <= effort.rounds(); round++) {
      for (Arm arm : arms) {
        if (arm.possible()) {
          System.err.printf("round %d of %d: %s%n", round, effort.rounds(), arm);
          scores.computeIfAbsent(arm, none -> new Score()).add(run(arm, effort));
        } else if (round == 1) {
          System.err.println(arm + " " + RedisServer.MISSING);
        }
      }
    }
    return scores;
  }

  private static Collection<RunResult> run(Arm arm, Effort effort) throws RunnerException {
    return new Runner(
            arm.options()
                .forks(effort.forks())
                .warmupForks(0)
                .warmupIterations(effort.warmups())
                .warmupTime(effort.time())
                .measurementIterations(effort.iterations())
                .measurementTime(effort.time())
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }
}
