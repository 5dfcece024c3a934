package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock that jumps, forth and back, while calls are held. */
@Timeout(60)
class ClockTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long YEAR = Duration.ofDays(365).toMillis();

  @TempDir Path dir;
  private Fixture f;
  private Account root;

  @BeforeEach
  void open() {
    f = new Fixture(dir);
    root =
        f.ledger.account("root", null, Limits.builder().limit(Limit.USD, 100).per(Per.DAY).build());
  }

  @AfterEach
  void sound() {
    assertThat(f.ledger.verify().problems()).isEmpty();
    f.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {-10 * 365 * 86_400_000L, -86_400_000L, -3_600_000L, -1})
  void aJumpBackGivesNothingBack(long jump) {
    f.ledger.settle(f.reserveUsd(root, 50), 50, 0, 0);
    long hold = f.reserveUsd(root, 40);
    f.clock.addAndGet(jump);
    assertThat(f.reserveUsd(root, 11)).isZero();
    f.ledger.refused(root);
    assertThat(f.ledger.settle(hold, 30, 0, 0)).isTrue();
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(80);
    assertThat(f.reserveUsd(root, 21)).isZero();
    f.clock.addAndGet(-jump);
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(80);
    assertThat(f.ledger.release(f.reserveUsd(root, 20))).isTrue();
  }

  @Test
  void aJumpForthAndBackOpensOneWindowAndNoSecondOne() {
    f.ledger.settle(f.reserveUsd(root, 60), 60, 0, 0);
    long hold = f.reserveUsd(root, 40);
    f.clock.addAndGet(10 * YEAR);
    // The hold counts in whatever window it ends.
    assertThat(f.reserveUsd(root, 61)).isZero();
    long inFuture = f.reserveUsd(root, 60);
    assertThat(f.ledger.settle(hold, 40, 0, 0)).isTrue();
    f.clock.addAndGet(-10 * YEAR);
    assertThat(f.reserveUsd(root, 1)).isZero();
    f.ledger.refused(root);
    assertThat(f.ledger.settle(inFuture, 60, 0, 0)).isTrue();
    // A window never goes back: what was opened lasts until its end.
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(100);
    f.clock.addAndGet(HOUR * 48);
    assertThat(f.reserveUsd(root, 1)).isZero();
    f.clock.addAndGet(10 * YEAR);
    assertThat(f.ledger.release(f.reserveUsd(root, 100))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {-10 * 365 * 86_400_000L, -3_600_000L, 3_600_000L, 315_360_000_000L})
  void holdsOfTheDeadAreResolvedAfterAJump(long jump) {
    try (Child child = new Child(dir)) {
      assertThat(child.hear()).isEqualTo("ready");
      child.ask("reserve 2 20");
      child.ask("sent");
      assertThat(f.reserveUsd(root, 61)).isZero(); // the sweep's clock has been read
      child.kill();
    }
    f.clock.addAndGet(jump);
    f.ledger.settle(f.reserveUsd(root, 1), 0, 0, 0);
    assertThat(f.view("root").held().usdNanos()).isZero();
  }

  @Test
  void aWaitEndsWhateverTheClockSays() throws InterruptedException {
    long hold = f.reserveUsd(root, 100);
    assertThat(f.reserveUsd(root, 1)).isZero();
    f.clock.addAndGet(-YEAR);
    assertThat(f.ledger.await(f.shortfall, 1)).isFalse();
    f.clock.addAndGet(2 * YEAR);
    assertThat(f.ledger.await(f.shortfall, 1)).isFalse();
    f.clock.addAndGet(-YEAR);
    f.ledger.release(hold);
    assertThat(f.ledger.await(f.shortfall, 60_000)).isTrue();
  }

  @Test
  void aTimeLimitNeverEndsEarlierForAJumpBackAndStartsAtNoOtherCall() {
    Account timed = f.ledger.account("timed", null, Fixture.limit(Limit.TIME, 10 * HOUR));
    f.ledger.release(f.reserveUsd(timed, 1));
    f.clock.addAndGet(-YEAR);
    assertThat(f.ledger.release(f.reserveUsd(timed, 1))).isTrue();
    f.clock.addAndGet(YEAR + 10 * HOUR);
    assertThat(f.reserveUsd(timed, 1)).isZero();
    assertThat(f.shortfall.limit()).isEqualTo(Limit.TIME);
  }
}
