package dev.bursar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each benchmark still runs: once, for a moment, in this JVM. What it measures means nothing. */
class BenchmarksTest {
  @ParameterizedTest
  @EnumSource(Arm.class)
  void runsForAMoment(Arm arm) throws Exception {
    assumeTrue(arm.possible(), RedisServer.MISSING);

    Score score = new Score();
    LedgerFigures.measure(arm, Effort.SMOKE, score);

    assertThat(score.iterations()).isEqualTo(1);
    assertThat(score.nanos()).isPositive();
    assertThat(score.bytes()).isNotNegative();
  }

  @Test
  void theTableHasAllRowsWithoutRedis() throws Exception {
    Map<Arm, Score> scores = new EnumMap<>(Arm.class);
    Score some = new Score();
    LedgerFigures.measure(Arm.CLOCK, Effort.SMOKE, some);
    for (Arm arm : Arm.values()) {
      if (arm != Arm.REDIS) {
        scores.put(arm, some);
      }
    }

    assertThat(new Table(scores, Effort.SMOKE, 1).markdown())
        .contains("| Redis on the loopback | " + RedisServer.MISSING + " |  | ≥ 300 |")
        .contains("| 2 threads, one account |")
        .contains("2.00 times one thread's total")
        .contains("the ledger takes 1.00 of it | ≤ 1 |")
        .contains("1.00 of reserve + settle | < 1, **missed** |")
        .contains("took turns, 1 of " + (Arm.values().length - 1) + " began on a busy machine.");
  }
}
