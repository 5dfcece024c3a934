package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code durability: power}: its price, and that it takes nothing from the rest. */
@Timeout(120)
class DurabilityTest {
  private static final StoreOptions POWER =
      StoreOptions.builder()
          .accounts(300)
          .holds(3_000)
          .calls(256)
          .reads(256)
          .durability(Durability.POWER)
          .logBytes(100_000)
          .build();

  @TempDir Path dir;

  @Test
  void manyThreadsShareAForce() throws Exception {
    try (Fixture f = new Fixture(dir, POWER)) {
      Account root = f.root(Limit.USD, 1L << 50);
      long before = f.store.forcing().forces();
      int calls = 20;
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        threads.add(new Thread(() -> spend(f.ledger, root, calls)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(f.view("root").spent().usdNanos()).isEqualTo(64L * calls * 2);
      // Two for each call, one after the other, would be 2,560.
      assertThat(f.store.forcing().forces() - before).isBetween(2L * calls, 2_560L / 4);
    }
  }

  private static void spend(Ledger ledger, Account account, int calls) {
    for (int i = 0; i < calls; i++) {
      long id = ledger.reserve(account, 3, 1, 1, 0, new Shortfall());
      ledger.sent(id);
      ledger.settle(id, 2, 1, 1);
    }
  }

  @Test
  void whatHasReturnedIsForced() {
    try (Fixture f = new Fixture(dir, POWER)) {
      Account root = f.root(Limit.USD, 1_000);
      long hold = f.reserveUsd(root, 10);
      long reserved = log(f);
      assertThat(f.store.forcing().forced()).isLessThan(reserved);
      f.ledger.sent(hold);
      assertThat(f.store.forcing().forced()).isEqualTo(log(f)).isGreaterThan(reserved);
      f.ledger.settle(hold, 5, 1, 1);
      assertThat(f.store.forcing().forced()).isEqualTo(log(f));
      f.ledger.halt(root, "stop");
      assertThat(f.store.forcing().forced()).isEqualTo(log(f));
    }
  }

  private long log(Fixture f) {
    assertThat(f.store.directory().toPath()).isEqualTo(dir);
    return Header.open(Fixture.header(dir)).get(Header.LOG);
  }

  @Test
  void aStoreThatWasMadeWithoutGoesOnWith() {
    try (Fixture f = new Fixture(dir)) {
      Account root = f.root(Limit.USD, 100);
      f.ledger.settle(f.reserveUsd(root, 9), 7, 0, 0);
    }
    for (int i = 0; i < 3; i++) {
      try (Fixture f = new Fixture(dir, POWER)) {
        Account root = f.ledger.find("root");
        f.ledger.settle(f.reserveUsd(root, 9), 7, 0, 0);
      }
    }
    // Who does not ask for it logs as well, and waits for nothing.
    try (Fixture f = new Fixture(dir)) {
      assertThat(f.usdLeft(f.ledger.find("root"))).isEqualTo(100 - 4 * 7);
      f.ledger.settle(f.reserveUsd(f.ledger.find("root"), 9), 7, 0, 0);
    }
    try (Fixture f = new Fixture(dir, POWER)) {
      assertThat(f.usdLeft(f.ledger.find("root"))).isEqualTo(100 - 5 * 7);
      assertThat(f.ledger.verify().problems()).isEmpty();
    }
  }

  @Test
  void killsLoseNothingEither() {
    long known = 0;
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 4; round++) {
      try (Fixture f = new Fixture(dir, POWER)) {
        Account root = f.ledger.account("root", null, Limits.unlimited());
        assertThat(f.view("root").spent().usdNanos()).isEqualTo(known);
        known += killed(f, root, 1 + random.nextInt(300));
        assertThat(f.ledger.verify().problems()).isEmpty();
        assertThat(f.view("root").spent().usdNanos()).isEqualTo(known);
      }
    }
  }

  // What a process spent that was killed after it had told of so many calls.
  private long killed(Fixture f, Account root, int lines) {
    long before = f.ledger.view(root).spent().usdNanos();
    int settled = lines;
    try (Child child = new Child(dir)) {
      assertThat(child.hear()).isEqualTo("ready");
      child.tell("storm 10 7");
      for (int i = 0; i < lines; i++) {
        assertThat(child.hear()).isEqualTo("settled");
      }
      child.kill();
      while (child.hear() != null) {
        settled++;
      }
    }
    f.ledger.verify();
    long spent = f.ledger.view(root).spent().usdNanos() - before;
    assertThat(spent - 7L * settled).isIn(0L, 7L, 10L);
    return spent;
  }

  /** As a process leaves it that died between the two; after a loss of power it would not count. */
  @Test
  void aFileOfTheLogThatHasNoNameYetGetsItBeforeAnybodyReliesOnIt() throws Exception {
    try (Fixture f = new Fixture(dir, POWER)) {
      Account root = f.root(Limit.USD, 1_000);
      Path file = Log.fileOf(dir.toFile(), log(f)).toPath();
      Path unnamed = file.resolveSibling(file.getFileName() + ".new");
      Files.move(file, unnamed);
      new Forcing(dir.toFile(), Header.open(Fixture.header(dir))).await();
      assertThat(file).exists();
      assertThat(unnamed).doesNotExist();
      f.ledger.settle(f.reserveUsd(root, 10), 5, 1, 1);
    }
  }

  @Test
  void aLogThatIsGoneIsNotTakenForForced() throws Exception {
    try (Fixture f = new Fixture(dir, POWER)) {
      f.root(Limit.USD, 1_000);
      Path file = Log.fileOf(dir.toFile(), log(f)).toPath();
      Path away = file.resolveSibling("away");
      Files.move(file, away);
      Forcing forcing = new Forcing(dir.toFile(), Header.open(Fixture.header(dir)));
      assertThatThrownBy(forcing::await).hasMessageContaining("cannot force");
      Files.move(away, file);
      // What a disk once failed to write it may never tell of again.
      assertThatThrownBy(forcing::await).hasMessageContaining("cannot force");
    }
  }
}
