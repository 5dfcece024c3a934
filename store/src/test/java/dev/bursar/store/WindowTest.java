package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows: where they lie, and what a new one forgets. */
class WindowTest {
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  @TempDir Path dir;
  private Fixture f;

  @BeforeEach
  void open() {
    f = new Fixture(dir);
  }

  @AfterEach
  void soundAndClosed() {
    assertThat(f.ledger.verify().problems()).isEmpty();
    f.close();
  }

  private Account daily(long usd) {
    return f.ledger.account(
        "root", null, Limits.builder().limit(Limit.USD, usd).per(Per.DAY).build());
  }

  @Test
  void windowsLieWhereTheCalendarSays() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      long millis = random.nextLong(-10_000 * DAY, 40_000 * DAY);
      ZonedDateTime at = Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC);
      ZonedDateTime day = at.truncatedTo(ChronoUnit.DAYS);
      check(Per.HOUR, millis, at.truncatedTo(ChronoUnit.HOURS), ChronoUnit.HOURS);
      check(Per.DAY, millis, day, ChronoUnit.DAYS);
      check(
          Per.WEEK,
          millis,
          day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)),
          ChronoUnit.WEEKS);
      check(Per.MONTH, millis, day.withDayOfMonth(1), ChronoUnit.MONTHS);
      assertThat(Per.FOREVER.end(millis)).isEqualTo(Long.MAX_VALUE);
    }
  }

  private static void check(Per per, long millis, ZonedDateTime start, ChronoUnit unit) {
    assertThat(per.start(millis)).isEqualTo(start.toInstant().toEpochMilli());
    assertThat(per.end(millis)).isEqualTo(start.plus(1, unit).toInstant().toEpochMilli());
  }

  @Test
  void aNewWindowForgetsWhatIsSpentAndKeepsWhatIsHeld() {
    Account root = daily(100);
    f.ledger.settle(f.reserveUsd(root, 60), 60, 0, 0);
    f.ledger.refused(root);
    f.ledger.grant(root, 7);
    long hold = f.reserveUsd(root, 40);
    f.clock.set(Fixture.NOON + 12 * HOUR - 1);
    assertThat(f.reserveUsd(root, 8)).isZero();
    assertThat(f.shortfall.resetsAtMillis()).isEqualTo(Fixture.NOON + 12 * HOUR);
    f.clock.addAndGet(1);
    assertThat(f.usdLeft(root)).isEqualTo(60);
    AccountView fresh = f.view("root");
    assertThat(fresh.spent().usdNanos()).isZero();
    assertThat(fresh.refused()).isZero();
    assertThat(fresh.grantedUsdNanos()).isZero();
    assertThat(fresh.held().usdNanos()).isEqualTo(40);
    assertThat(fresh.windowStartMillis()).isEqualTo(Fixture.NOON + 12 * HOUR);
    assertThat(fresh.resetsAtMillis()).isEqualTo(Fixture.NOON + 36 * HOUR);
    assertThat(f.reserveUsd(root, 61)).isZero();
    assertThat(f.reserveUsd(root, 60)).isPositive();
    f.ledger.settle(hold, 50, 0, 0);
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(50);
    assertThat(f.usdLeft(root)).isZero();
  }

  @Test
  void anEndOpensTheWindowThatItFallsIn() {
    Account root = daily(100);
    long hold = f.reserveUsd(root, 60);
    f.ledger.settle(f.reserveUsd(root, 30), 30, 0, 0);
    f.clock.addAndGet(DAY);
    f.ledger.settleEstimated(hold, 10, 0, 0);
    AccountView view = f.view("root");
    assertThat(view.spent().usdNanos()).isEqualTo(10);
    assertThat(view.spent().calls()).isEqualTo(1);
    assertThat(view.estimated()).isEqualTo(1);
    assertThat(view.held().usdNanos()).isZero();
  }

  @Test
  void aClockThatJumpsBackReopensNothing() {
    Account root = daily(100);
    f.clock.addAndGet(DAY);
    long open = f.reserveUsd(root, 0);
    f.ledger.settle(f.reserveUsd(root, 100), 100, 0, 0);
    f.clock.addAndGet(-DAY);
    assertThat(f.reserveUsd(root, 1)).isZero();
    f.ledger.settle(open, 1, 0, 0);
    f.ledger.refused(root);
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(101);
    f.clock.addAndGet(DAY);
    assertThat(f.reserveUsd(root, 1)).isZero();
    assertThat(f.view("root").resetsAtMillis()).isEqualTo(Fixture.NOON + 36 * HOUR);
    f.clock.addAndGet(DAY);
    assertThat(f.reserveUsd(root, 1)).isPositive();
  }

  @Test
  void otherWindowsGoOnWithWhatIsSpent() {
    Account root = daily(100);
    f.ledger.settle(f.reserveUsd(root, 70), 70, 0, 0);
    f.ledger.account("root", null, Limits.builder().limit(Limit.USD, 100).per(Per.HOUR).build());
    assertThat(f.usdLeft(root)).isEqualTo(30);
    f.clock.addAndGet(HOUR);
    assertThat(f.usdLeft(root)).isEqualTo(100);
    assertThat(f.view("root").resetsAtMillis()).isEqualTo(Fixture.NOON + 2 * HOUR);
  }

  @Test
  void newLimitsAfterTheWindowDoNotBringBackWhatWasSpent() {
    Account root = daily(100);
    f.ledger.settle(f.reserveUsd(root, 100), 100, 0, 0);
    f.clock.addAndGet(DAY);
    f.ledger.account("root", null, Fixture.limit(Limit.USD, 100));
    assertThat(f.usdLeft(root)).isEqualTo(100);
  }

  @Test
  void timeRunsFromTheFirstCallOfTheWindow() {
    Limits limits = Limits.builder().limit(Limit.TIME, 10 * 60_000).per(Per.DAY).build();
    Account root = f.ledger.account("root", null, limits);
    f.clock.addAndGet(HOUR);
    f.ledger.settle(f.reserveCall(root), 0, 0, 0);
    f.clock.addAndGet(10 * 60_000 - 1);
    f.ledger.settle(f.reserveCall(root), 0, 0, 0);
    f.clock.addAndGet(1);
    assertThat(f.reserveCall(root)).isZero();
    assertThat(f.shortfall.limit()).isEqualTo(Limit.TIME);
    assertThat(f.shortfall.spent()).isEqualTo(10 * 60_000);
    assertThat(f.shortfall.waitable()).isFalse();
    f.clock.addAndGet(DAY);
    assertThat(f.reserveCall(root)).isPositive();
    f.clock.addAndGet(10 * 60_000);
    assertThat(f.reserveCall(root)).isZero();
  }

  @Test
  void noTimeIsNoCall() {
    assertThat(f.reserveCall(f.root(Limit.TIME, 0))).isZero();
  }

  @Test
  void childrenHaveWindowsOfTheirOwn() {
    Account root = f.root(Limit.USD, 100);
    Account child =
        f.ledger.account(
            "child", root, Limits.builder().limit(Limit.USD, 60).per(Per.HOUR).build());
    f.ledger.settle(f.reserveUsd(child, 60), 60, 0, 0);
    f.clock.addAndGet(HOUR);
    assertThat(f.usdLeft(child)).isEqualTo(40);
    f.ledger.settle(f.reserveUsd(child, 40), 40, 0, 0);
    f.clock.addAndGet(HOUR);
    assertThat(f.reserveUsd(child, 1)).isZero();
    assertThat(f.shortfall.account()).isSameAs(root);
  }
}
