package dev.bursar.it.provider;

import java.util.SplittableRandom;

/**
 * How long the model's answers are: log-normal, with a few that run on and on. Seeded, and a
 * function of the answer's number, so that a run repeats whatever its threads do.
 */
public final class OutputLaw {
  private static final double MEDIAN = 60;
  private static final double SIGMA = 0.9;
  private static final double RUNAWAY_SHARE = 0.04;
  private static final double RUNAWAY_FACTOR = 25;

  private final long seed;

  /** A law of its own for each seed. */
  public OutputLaw(long seed) {
    this.seed = seed;
  }

  int draw(long number) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    double length = MEDIAN * Math.exp(SIGMA * gaussian(random));
    if (random.nextDouble() < RUNAWAY_SHARE) {
      length *= RUNAWAY_FACTOR;
    }
    return (int) Math.max(1, Math.min(length, 1_000_000));
  }

  private static double gaussian(SplittableRandom random) {
    double sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum - 6;
  }
}
