package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** What a store of default size is made for. */
@Timeout(300)
class ScaleTest {
  private static final int ACCOUNTS = 10_000;
  private static final int HOLDS = 100_000;
  private static final int CALLS = 1_000_000;

  @TempDir Path dir;

  @Test
  void tenThousandAccountsAreThereForTheNextProcess() {
    try (Fixture f = new Fixture(dir, StoreOptions.defaults())) {
      Account root = f.root(Limit.USD, 1L << 50);
      for (int i = 1; i < ACCOUNTS; i++) {
        Account account = f.ledger.account("account-" + i, root, Limits.unlimited());
        f.ledger.settle(f.reserveUsd(account, 2), 1, 0, 0);
      }
    }
    try (Fixture f = new Fixture(dir, StoreOptions.defaults())) {
      assertThat(f.ledger.accounts()).hasSize(ACCOUNTS);
      assertThat(f.view("root").spent().usdNanos()).isEqualTo(ACCOUNTS - 1);
      assertThat(f.ledger.find("account-9999").parent().name()).isEqualTo("root");
      assertThat(f.ledger.verify().problems()).isEmpty();
    }
  }

  /** The promise: within one second, without stopping live processes. */
  @Test
  void aHundredThousandHoldsOfADeadProcessAreResolvedWithinASecond() throws Exception {
    try (Store store = Store.open(dir.toFile(), StoreOptions.defaults());
        Child child = childOn(store)) {
      Ledger ledger = store.ledger();
      Account root = ledger.find("root");
      assertThat(child.ask("reserve " + HOLDS / 2 + " 3")).isEqualTo(String.valueOf(HOLDS / 2));
      assertThat(child.ask("sent")).isEqualTo(String.valueOf(HOLDS / 2));
      assertThat(child.ask("reserve " + HOLDS / 2 + " 3")).isEqualTo(String.valueOf(HOLDS / 2));
      AtomicBoolean done = new AtomicBoolean();
      AtomicLong worst = new AtomicLong();
      Thread survivor = new Thread(() -> spend(ledger, root, done, worst));
      survivor.start();
      child.kill();
      long start = System.nanoTime();
      while (ledger.view(root).held().usdNanos() > 100) {
        Thread.onSpinWait();
      }
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      done.set(true);
      survivor.join();
      System.out.println(
          HOLDS
              + " holds of a dead process were resolved in "
              + taken.toMillis()
              + " ms; a live one's slowest call meanwhile took "
              + Duration.ofNanos(worst.get()).toMillis()
              + " ms");
      assertThat(taken).isLessThan(Duration.ofSeconds(1));
      AccountView view = ledger.view(root);
      assertThat(view.spent().usdNanos() - view.spent().retries()).isEqualTo(HOLDS / 2 * 3L);
      assertThat(ledger.verify().problems()).isEmpty();
      assertThat(ledger.verify().openHolds()).isZero();
    }
  }

  private Child childOn(Store store) {
    store.ledger().account("root", null, Fixture.limit(Limit.USD, 1L << 50));
    Child child = new Child(dir);
    assertThat(child.hear()).isEqualTo("ready");
    return child;
  }

  // Each call costs one, and counts as a retry, which tells these calls from those of the dead.
  private static void spend(Ledger ledger, Account root, AtomicBoolean done, AtomicLong worst) {
    Shortfall shortfall = new Shortfall();
    while (!done.get()) {
      long start = System.nanoTime();
      ledger.settle(ledger.reserve(root, 1, 0, 0, 1, shortfall), 1, 0, 0);
      worst.accumulateAndGet(System.nanoTime() - start, Math::max);
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(
      named = "BURSAR_TESTS",
      matches = "full",
      disabledReason = "it fills 512 MB of disk")
  void theHistoryKeepsAMillionCalls() {
    try (Fixture f = new Fixture(dir, StoreOptions.defaults())) {
      for (int i = 0; i < CALLS + 1_000; i++) {
        f.store.calls().append(CallRecord.builder(i, CallRecord.Outcome.SETTLED).build());
      }
      assertThat(f.store.calls().tail(2 * CALLS))
          .hasSize(CALLS)
          .first()
          .extracting(CallRecord::timeMillis)
          .isEqualTo(1_000L);
    }
  }
}
