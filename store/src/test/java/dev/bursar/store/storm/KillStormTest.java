package dev.bursar.store.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.crash.Tests;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is lost and no cap is passed, however many processes are killed. */
@Timeout(3_600)
class KillStormTest {
  private static final int KILLS = Tests.full() ? 1_000 : 20;

  /**
   * A second is what is promised; a busy machine gets more, and a lock that is stuck takes five.
   */
  private static final long SOON = TimeUnit.SECONDS.toNanos(3);

  @TempDir Path work;

  @Test
  void noKillLosesAnything() throws Exception {
    StormReport report = KillStorm.run(work, KILLS, Tests.full());
    System.out.println(report);
    assertThat(report.wrongs()).isEmpty();
    assertThat(report.kills).isEqualTo(KILLS);
    assertThat(report.lost).isZero();
    assertThat(report.over).isNotPositive();
    assertThat(report.inFlight()).as("kills that matter").isPositive();
    assertThat(report.refusals()).as("refusals near the cap").isPositive();
    assertThat(report.used).as("used").isGreaterThan(report.cap * 95 / 100);
    assertThat(report.slowestWorkNanos()).isLessThan(SOON);
    assertThat(report.slowestGoneNanos()).isLessThan(SOON);
  }
}
