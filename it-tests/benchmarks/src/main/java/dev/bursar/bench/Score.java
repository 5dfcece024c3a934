package dev.bursar.bench;

import java.util.Collection;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.ListStatistics;

/** The iterations of one arm, of all rounds. */
final class Score {
  private static final String BYTES = "gc.alloc.rate.norm";
  private static final double CONFIDENCE = 0.999;

  private final ListStatistics nanos = new ListStatistics();
  private final ListStatistics bytes = new ListStatistics();

  /** A score of one iteration, that allocated nothing. */
  static Score of(double nanos) {
    Score score = new Score();
    score.add(nanos, 0);
    return score;
  }

  /** One more iteration: what each of its operations took, and allocated. */
  void add(double nanosEach, double bytesEach) {
    nanos.addValue(nanosEach);
    bytes.addValue(bytesEach);
  }

  void add(Collection<RunResult> results) {
    for (RunResult run : results) {
      for (BenchmarkResult fork : run.getBenchmarkResults()) {
        for (IterationResult iteration : fork.getIterationResults()) {
          nanos.addValue(iteration.getPrimaryResult().getScore());
          Result<?> allocated = iteration.getSecondaryResults().get(BYTES);
          if (allocated != null) {
            bytes.addValue(allocated.getScore());
          }
        }
      }
    }
  }

  /** Nanoseconds of one operation on one thread: the median, which one bad second cannot move. */
  double nanos() {
    return nanos.getPercentile(50);
  }

  /** JMH's error: half the 99.9 % confidence interval of the mean. */
  double error() {
    return nanos.getN() < 2 ? Double.NaN : nanos.getMeanErrorAt(CONFIDENCE);
  }

  /** Bytes allocated by one operation. */
  double bytes() {
    return bytes.getPercentile(50);
  }

  long iterations() {
    return nanos.getN();
  }
}
