package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Accounts of runs: they come, give their places to others, and come back. */
@Timeout(120)
class RunRecordsTest {
  private static final int CAPACITY = 300;

  @TempDir Path dir;
  private Fixture f;
  private Account root;
  private Account team;

  @BeforeEach
  void open() {
    f = new Fixture(dir);
    root = f.root(Limit.USD, 1_000_000);
    team = f.ledger.account("team", root, Limits.unlimited());
  }

  @AfterEach
  void soundAndClosed() {
    assertThat(f.ledger.verify().problems()).isEmpty();
    f.close();
    try (Fixture again = new Fixture(dir)) {
      assertThat(again.ledger.verify().problems()).isEmpty();
      assertThat(again.ledger.accounts()).extracting(AccountView::name).doesNotContain("team/1");
    }
  }

  private Account run(long calls) {
    return f.ledger.runs().begin("team", team, Fixture.limit(Limit.CALLS, calls));
  }

  private boolean call(Account account, long usd) {
    long hold = f.reserveUsd(account, usd);
    return hold != 0 && f.ledger.sent(hold) && f.ledger.settle(hold, usd, 0, 0);
  }

  private List<String> names() {
    return f.ledger.accounts().stream().map(AccountView::name).toList();
  }

  @Test
  void eachRunHasItsOwnLimitsAndCountsAbove() {
    Account one = run(2);
    Account two = run(2);
    for (Account each : List.of(one, two)) {
      assertThat(call(each, 10)).isTrue();
      assertThat(call(each, 10)).isTrue();
      assertThat(call(each, 10)).isFalse();
      assertThat(f.shortfall.account()).isSameAs(each);
    }
    assertThat(names()).containsExactly("root", "team", "team/1", "team/2");
    assertThat(f.view("team").spent().usdNanos()).isEqualTo(40);
    assertThat(f.view("team").runs()).isEqualTo(2);
    assertThat(f.view("team/2").spent().usdNanos()).isEqualTo(20);
    assertThat(f.ledger.find("team/2").name()).isEqualTo("team/2");
  }

  @Test
  void aRunThatEndsIsGoneAndWhatItSpentStaysAbove() {
    Account run = run(2);
    call(run, 10);
    f.ledger.runs().end(run);
    assertThat(names()).containsExactly("root", "team");
    assertThat(f.view("team").spent().usdNanos()).isEqualTo(10);
    assertThat(f.ledger.find("team/1")).isNull();
    assertThat(run(1).name()).isEqualTo("team/2");
  }

  @Test
  void itStaysWhileSomethingIsHeldOnIt() {
    Account run = run(2);
    long hold = f.reserveUsd(run, 10);
    f.ledger.runs().end(run);
    assertThat(names()).contains("team/1");
    f.ledger.settle(hold, 7, 0, 0);
    assertThat(names()).containsExactly("root", "team");
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(7);
  }

  @Test
  void placesAreUsedAgainForAnyNumberOfRuns() {
    for (int i = 1; i <= 12_000; i++) {
      Account run = run(2);
      assertThat(call(run, 1)).isTrue();
      assertThat(call(run, 1)).isTrue();
      assertThat(call(run, 1)).isFalse();
      f.ledger.runs().end(run);
    }
    assertThat(f.view("team").spent().calls()).isEqualTo(24_000);
    assertThat(f.view("team").runs()).isEqualTo(12_000);
    assertThat(names()).hasSize(2);
  }

  @Test
  void whatGoesOnAfterTheEndPaysWithinTheSameLimitsAndNeverForAStranger() {
    Account late = run(2);
    call(late, 10);
    f.ledger.runs().end(late);
    Account stranger = run(5); // in its place
    assertThat(call(stranger, 1)).isTrue();
    assertThat(stranger.index).isEqualTo(late.index);
    assertThat(call(late, 10)).isTrue();
    assertThat(call(late, 10)).isFalse();
    assertThat(f.shortfall.account()).isSameAs(late);
    assertThat(f.shortfall.limit()).isEqualTo(Limit.CALLS);
    assertThat(f.shortfall.spent()).isEqualTo(2);
    assertThat(f.view("team/2").spent().calls()).isEqualTo(1);
    assertThat(f.view("team").spent().calls()).isEqualTo(3);
    assertThat(names()).containsExactly("root", "team", "team/2");
  }

  @Test
  void allThatCountsComesBack() {
    Limits limits =
        Limits.builder().limit(Limit.USD, 100).limit(Limit.TIME, 1_000).per(Per.DAY).build();
    Account run = f.ledger.runs().begin("team", team, limits);
    f.ledger.settleEstimated(f.ledger.reserve(run, 30, 5, 6, 1, f.shortfall), 20, 5, 6);
    f.ledger.grant(run, 50);
    f.ledger.refused(run);
    AccountView before = f.ledger.view(run);
    f.ledger.runs().end(run);
    run(1);
    AccountView after = f.ledger.view(run);
    assertThat(after).hasToString(before.toString());
    assertThat(after.grantedUsdNanos()).isEqualTo(50);
    assertThat(after.refused()).isEqualTo(1);
    assertThat(after.estimated()).isEqualTo(1);
    assertThat(after.resetsAtMillis()).isEqualTo(before.resetsAtMillis());
    f.clock.addAndGet(1_001);
    assertThat(f.reserveUsd(run, 1)).isZero();
    assertThat(f.shortfall.limit()).isEqualTo(Limit.TIME);
    f.clock.addAndGet(24 * 3_600_000L);
    assertThat(f.usdLeft(run)).isEqualTo(100);
  }

  @Test
  void aRunsDescendantsGoWithItFromBelow() {
    Account run = run(9);
    Account child =
        f.ledger.runs().below(run.name() + "/child", run, Fixture.limit(Limit.CALLS, 1));
    Account inner = f.ledger.runs().begin(child.name(), child, Limits.unlimited());
    assertThat(inner.name()).isEqualTo("team/1/child/1");
    long hold = f.reserveUsd(inner, 5);
    f.ledger.runs().end(run);
    f.ledger.runs().end(child);
    f.ledger.runs().end(inner);
    assertThat(names()).hasSize(5);
    f.ledger.settle(hold, 5, 0, 0);
    assertThat(names()).hasSize(2);
    assertThat(call(inner, 5)).isFalse();
    assertThat(f.shortfall.account()).isSameAs(child);
    assertThat(call(run, 5)).isTrue();
    assertThat(f.ledger.view(run).spent().calls()).isEqualTo(2);
    Account next = f.ledger.runs().begin(child.name(), child, Limits.unlimited());
    assertThat(next.name()).isEqualTo("team/1/child/2");
    f.ledger.runs().end(next);
    assertThat(names()).hasSize(2);
  }

  @Test
  void whoNeedsNoPlaceNowGivesItToWhoDoes() {
    List<Account> runs = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      runs.add(run(2));
      assertThat(call(runs.get(i), 1)).isTrue();
    }
    assertThat(names()).hasSizeLessThanOrEqualTo(CAPACITY);
    for (Account each : runs) {
      assertThat(call(each, 1)).isTrue();
      assertThat(call(each, 1)).isFalse();
    }
    assertThat(f.view("team").spent().calls()).isEqualTo(2_000);
    f.ledger.account("late", root, Limits.unlimited());
  }

  @Test
  void whereAllPlacesAreNeededTheNextIsRefused() {
    List<Long> holds = new ArrayList<>();
    for (int i = 0; i < CAPACITY - 2; i++) {
      holds.add(f.reserveUsd(run(2), 1));
    }
    assertThatThrownBy(() -> run(2))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("300 accounts");
    f.ledger.release(holds.get(17));
    Account next = run(2);
    assertThat(next.name()).isEqualTo("team/299");
    assertThat(call(next, 1)).isTrue();
  }

  @Test
  void whoIsAboutToHaveOneBelowItKeepsItsPlace() {
    Account idle = run(2);
    for (int i = 0; i < CAPACITY - 3; i++) {
      assertThat(f.reserveUsd(run(2), 1)).isPositive();
    }
    assertThatThrownBy(() -> f.ledger.runs().below("team/1/child", idle, Limits.unlimited()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("300 accounts");
    assertThat(f.ledger.verify().problems()).isEmpty();
    assertThat(call(idle, 1)).isTrue();
  }

  @Test
  void aHaltedOneStaysUntilItIsResumed() {
    Account run = run(9);
    f.ledger.halt(f.ledger.find("team/1"), "stop");
    f.ledger.runs().end(run);
    assertThat(f.view("team/1").haltReason()).isEqualTo("stop");
    assertThat(f.reserveUsd(run, 1)).isZero();
    assertThat(f.shortfall.halted()).isTrue();
    f.ledger.resume(run);
    assertThat(names()).hasSize(2);
  }

  @Test
  void noOtherAccountHasARunsName() {
    f.ledger.account("team/2", root, Limits.unlimited());
    run(1);
    Account next = run(1);
    assertThat(next.name()).isEqualTo("team/3");
    assertThatThrownBy(() -> f.ledger.account("team/3", team, Limits.unlimited()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("of a run");
  }

  @Test
  void ofADeadProcessRunsHaveNoAccountsAnyMore() {
    try (Child child = child()) {
      assertThat(child.ask("run team")).isEqualTo("team/1");
      assertThat(child.ask("run team")).isEqualTo("team/2");
      child.ask("run-reserve 0 10");
      child.ask("sent");
      child.ask("run-reserve 1 10");
      assertThat(names()).contains("team/1", "team/2");
      assertThat(f.ledger.verify().problems()).isEmpty();
      Account foreign = f.ledger.find("team/1");
      assertThatThrownBy(() -> f.reserveUsd(foreign, 1)).hasMessageContaining("another process");
      f.ledger.halt(foreign, "from outside");
      child.kill();
      f.clock.addAndGet(1_000);
      f.ledger.release(f.reserveUsd(root, 1)); // no more than a call makes the death known
      assertThat(names()).containsExactly("root", "team");
      assertThat(f.view("team").spent().usdNanos()).isEqualTo(10);
      assertThatThrownBy(() -> f.ledger.view(foreign)).hasMessageContaining("run has ended");
    }
  }

  @Test
  void aDeadOnesRunsWithinRunsGoFromBelow() {
    try (Child child = child()) {
      child.ask("run team");
      child.ask("run team/1");
      assertThat(child.ask("run team/1/1")).isEqualTo("team/1/1/1");
      child.ask("run-reserve 2 10");
      child.kill();
      f.clock.addAndGet(1_000);
      f.ledger.release(f.reserveUsd(root, 1));
      assertThat(names()).containsExactly("root", "team");
    }
  }

  @Test
  void aDeadOnesHoldsAreChargedToWhomItsPlaceBelongsNow() {
    Account other = f.ledger.account("other", root, Limits.unlimited());
    try (Child child = child()) {
      child.ask("run team");
      assertThat(names()).contains("team/1"); // from now on this process knows who is there
      child.ask("leave 0");
      assertThat(child.ask("run other")).isEqualTo("other/1");
      child.ask("run-reserve 1 10");
      child.ask("sent");
      child.kill();
      f.clock.addAndGet(1_000);
      f.ledger.release(f.reserveUsd(root, 1));
      assertThat(f.ledger.view(other).spent().usdNanos()).isEqualTo(10);
      assertThat(f.ledger.view(team).spent().usdNanos()).isZero();
      assertThat(names()).containsExactly("root", "team", "other");
    }
  }

  @Test
  void whoTakesADeadOnesSlotBuriesItsRuns() {
    f.close();
    try (Child child = child()) {
      child.ask("run team");
      child.ask("run-reserve 0 10");
      child.ask("sent");
    }
    f = new Fixture(dir);
    assertThat(names()).containsExactly("root", "team");
    assertThat(f.view("team").spent().usdNanos()).isEqualTo(10);
  }

  private Child child() {
    Child child = new Child(dir);
    assertThat(child.hear()).isEqualTo("ready");
    return child;
  }
}
