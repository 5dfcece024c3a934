package dev.bursar.bench;

import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long to measure.
 *
 * @param rounds how often all arms are gone through
 * @param forks JVMs per arm and round; 0 is this JVM
 * @param warmups iterations that do not count
 * @param iterations iterations that count
 * @param time how long an iteration takes
 */
record Effort(int rounds, int forks, int warmups, int iterations, TimeValue time) {
  /** Enough to show that an arm runs. */
  static final Effort SMOKE = new Effort(1, 0, 0, 1, TimeValue.milliseconds(10));

  /** For figures to be quoted: 15 seconds of each arm in 3 JVMs. */
  static Effort full(int rounds) {
    return new Effort(rounds, 1, 2, 5, TimeValue.seconds(1));
  }

  /** As {@link #full}, for what takes longer to become fast: clients. */
  static Effort calls(int rounds) {
    return new Effort(rounds, 1, 10, 4, TimeValue.seconds(1));
  }
}
