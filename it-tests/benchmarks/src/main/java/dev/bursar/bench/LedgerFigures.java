package dev.bursar.bench;

import java.util.EnumMap;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures all arms in one run and prints the table that {@code Figures.java} puts into the README.
 * The arms take turns, round by round, so that a machine that drifts does so for all of them.
 */
public final class LedgerFigures {
  private static final int ROUNDS = 3;
  // One in four.
  private static final int MOST_BUSY = 4;
  private static final int TOO_BUSY = 3;
  private static final int PATIENCE_SECONDS = 4;

  private LedgerFigures() {}

  /**
   * Prints the table to stdout, and how far it is to stderr. Exits with 3 when others worked on the
   * machine too often: noise makes a slow arm look fast as easily as a fast one slow.
   *
   * @param args how many rounds; 3 where there is none
   */
  public static void main(String[] args) throws Exception {
    Effort effort = Effort.full(args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS);
    Map<Arm, Score> scores = new EnumMap<>(Arm.class);
    int busy = 0;
    for (int round = 1; round <= effort.rounds(); round++) {
      for (Arm arm : Arm.values()) {
        if (arm.possible()) {
          System.err.printf("round %d of %d: %s%n", round, effort.rounds(), arm);
          busy += Neighbours.areBusyAfter(PATIENCE_SECONDS) ? 1 : 0;
          measure(arm, effort, scores.computeIfAbsent(arm, none -> new Score()));
        } else if (round == 1) {
          System.err.println(arm + " " + RedisServer.MISSING);
        }
      }
    }
    System.out.print(new Table(scores, effort, busy).markdown());
    if (busy * MOST_BUSY > scores.size() * effort.rounds()) {
      System.err.println("the machine was too busy: these figures are not to be quoted");
      System.exit(TOO_BUSY);
    }
  }

  /** Measures an arm once: the iterations are added to its score. */
  static void measure(Arm arm, Effort effort, Score score) throws RunnerException {
    score.add(
        new Runner(
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
            .run());
  }
}
