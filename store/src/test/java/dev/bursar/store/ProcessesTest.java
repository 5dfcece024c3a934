package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on one directory, and the death of some. */
@Timeout(120)
class ProcessesTest {
  @TempDir Path dir;
  private Fixture f;
  private final List<Child> children = new ArrayList<>();

  @BeforeEach
  void open() {
    f = new Fixture(dir);
  }

  @AfterEach
  void soundAndClosed() {
    children.forEach(Child::close);
    assertThat(f.ledger.verify().problems()).isEmpty();
    assertThat(f.ledger.verify().openHolds()).isZero();
    f.close();
  }

  private Child child() {
    Child child = new Child(dir);
    children.add(child);
    assertThat(child.hear()).isEqualTo("ready");
    return child;
  }

  @Test
  void processesShareOneLimit() {
    Account root = f.root(Limit.USD, 100);
    Child child = child();
    assertThat(child.ask("reserve 7 10")).isEqualTo("7");
    long hold = f.reserveUsd(root, 30);
    assertThat(hold).isPositive();
    assertThat(f.reserveUsd(root, 1)).isZero();
    assertThat(f.shortfall.held()).isEqualTo(100);
    assertThat(child.ask("settle 5")).isEqualTo("7");
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(35);
    assertThat(f.reserveUsd(root, 36)).isZero();
    f.ledger.release(hold);
    assertThat(child.ask("account other")).isEqualTo("other");
    assertThat(f.ledger.find("other").parent()).isSameAs(root);
    assertThat(child.ask("call")).isEqualTo("appended");
    assertThat(f.store.calls().tail(9)).hasSize(1);
    assertThat(f.store.calls().tail(9).get(0).pid()).isNotEqualTo(ThisProcess.PID).isPositive();
  }

  @Test
  void processesAtOnceLoseNothing() {
    Account root = f.root(Limit.USD, 1L << 50);
    List<Child> busy = List.of(child(), child());
    busy.forEach(each -> each.tell("spend 20000"));
    for (int i = 0; i < 20_000; i++) {
      f.ledger.settle(f.ledger.reserve(root, 3, 1, 1, 0, f.shortfall), 2, 1, 1);
    }
    busy.forEach(each -> assertThat(each.hear()).isEqualTo("spent"));
    assertThat(f.view("root").spent())
        .hasToString(new Amounts(120_000, 60_000, 60_000, 60_000, 0).toString());
  }

  @Test
  void ofADeadProcessTheSentIsChargedAndTheRestReleased() {
    Account root = f.root(Limit.USD, 100);
    Child first = child();
    first.ask("reserve 3 10");
    first.ask("sent");
    first.ask("reserve 2 10");
    Child alive = child();
    alive.ask("reserve 1 10");
    first.kill();
    // Nothing more than a later call makes the death known.
    f.clock.addAndGet(1_000);
    assertThat(f.reserveUsd(root, 61)).isZero();
    AccountView view = f.view("root");
    assertThat(view.spent().usdNanos()).isEqualTo(30);
    assertThat(view.spent().calls()).isEqualTo(3);
    assertThat(view.held().usdNanos()).isEqualTo(10);
    alive.ask("settle 4");
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(34);
  }

  @Test
  void whoOpensNextResolvesToo() {
    f.root(Limit.USD, 100);
    Child first = child();
    first.ask("reserve 3 10");
    first.ask("sent");
    first.kill();
    Child second = child(); // most likely in the slot of the first
    assertThat(f.view("root").held().usdNanos()).isZero();
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(30);
    assertThat(second.ask("reserve 8 10")).isEqualTo("7");
    second.ask("settle 0");
  }

  @Test
  void aCloseIsAsGoodAsADeath() {
    f.root(Limit.USD, 100);
    Child child = child();
    child.ask("reserve 1 10");
    child.ask("sent");
    child.ask("reserve 1 20");
    assertThat(child.ask("close")).isEqualTo("closed");
    assertThat(f.view("root").held().usdNanos()).isZero();
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(10);
  }

  @Test
  void theLockOfADeadProcessIsTakenOver() {
    Account root = f.root(Limit.USD, 100);
    Child child = child();
    child.ask("keep-lock");
    child.kill();
    assertThat(f.ledger.release(f.reserveUsd(root, 1))).isTrue();
  }

  @Test
  void theLockOfADeadProcessIsTakenOverWhileAnotherResolvesItsHolds() {
    Account root = f.root(Limit.USD, 100);
    Child sweeper = child();
    Child dead = child();
    dead.ask("keep-lock");
    dead.kill();
    assertThat(sweeper.ask("take-dead")).isEqualTo("1");
    assertThat(f.ledger.release(f.reserveUsd(root, 1))).isTrue();
  }

  @Test
  void aNewProcessInTheDeadOnesSlotIsNotTakenForIt() {
    Account root = f.root(Limit.USD, 100);
    Child child = child();
    child.ask("keep-lock");
    child.kill();
    child(); // takes the slot, and must itself take over the word of the slot's last process
    assertThat(f.usdLeft(root)).isEqualTo(100);
  }

  @Test
  void aLiveProcessThatKeepsTheLockIsNamed() {
    f.close();
    f =
        new Fixture(
            dir, StoreOptions.builder().accounts(300).holds(3_000).lockTimeoutMillis(200).build());
    Account root = f.root(Limit.USD, 100);
    Child child = child();
    child.ask("keep-lock");
    assertThatThrownBy(() -> f.reserveUsd(root, 1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("has its lock and is alive")
        .hasMessageContaining("200 ms");
    long start = System.nanoTime();
    assertThatThrownBy(() -> f.reserveUsd(root, 1)).isInstanceOf(StoreException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(190));
    child.ask("drop-lock");
    assertThat(f.usdLeft(root)).isEqualTo(100);
  }

  @Test
  void whatADeadProcessMadeValidHappens() {
    Account root = f.root(Limit.USD, 100);
    Child child = child();
    child.tell("die-with-journal 42");
    child.waitFor();
    assertThat(f.usdLeft(root)).isEqualTo(100);
    assertThat(f.view("root").refused()).isEqualTo(42);
  }

  @Test
  void aDeathInsideTheMapMovesEverybodyToARecoveredCopy() {
    Account root = f.root(Limit.USD, 100);
    Child witness = child();
    witness.ask("reserve 1 10");
    witness.ask("sent");
    f.store.calls().append(CallRecord.builder(7, CallRecord.Outcome.SETTLED).build());
    Child child = child();
    child.tell("die-in-map");
    child.waitFor();
    long hold = f.reserveUsd(root, 30);
    assertThat(hold).isPositive();
    assertThat(witness.ask("settle 7")).isEqualTo("1");
    assertThat(witness.ask("account late")).isEqualTo("late");
    assertThat(dir.resolve("names-1.map")).exists();
    assertThat(dir.resolve("names-2.map")).exists();
    assertThat(witness.ask("call")).isEqualTo("appended");
    assertThat(f.ledger.find("late").parent()).isSameAs(root);
    assertThat(f.ledger.settle(hold, 11, 0, 0)).isTrue();
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(18);
    assertThat(f.store.calls().tail(9)).hasSize(2);
    assertThat(child().ask("reserve 8 10")).isEqualTo("8");
  }

  @Test
  void killsAtAnyMomentLoseNothingAndStickNowhere() {
    Account root = f.root(Limit.USD, 1L << 50);
    SplittableRandom random = new SplittableRandom(11);
    long known = 0;
    Child bystander = child();
    for (int round = 0; round < 12; round++) {
      Child child = child();
      child.tell("storm 10 7");
      int lines = 1 + random.nextInt(400);
      for (int i = 0; i < lines; i++) {
        assertThat(child.hear()).isEqualTo("settled");
      }
      child.kill();
      int settled = lines;
      while (child.hear() != null) {
        settled++;
      }
      f.ledger.verify();
      long spent = f.view("root").spent().usdNanos() - known;
      // Nothing, a settled call that it could not tell of, or a sent one.
      assertThat(spent - 7L * settled).isIn(0L, 7L, 10L);
      known += spent;
      assertThat(f.view("root").held().usdNanos()).isZero();
      assertThat(f.usdLeft(root)).isEqualTo((1L << 50) - known);
    }
    assertThat(bystander.ask("reserve 1 1")).isEqualTo("1");
    assertThat(bystander.ask("settle 1")).isEqualTo("1");
  }

  @Test
  void killsWhileAccountsAreMadeLoseNone() {
    f.close();
    f = new Fixture(dir.resolve("large"), StoreOptions.builder().accounts(100_000).build());
    dir = dir.resolve("large");
    Account root = f.root(Limit.USD, 100);
    SplittableRandom random = new SplittableRandom(5);
    List<String> made = new ArrayList<>();
    for (int round = 0; round < 6; round++) {
      Child child = child();
      child.tell("grow");
      int lines = 1 + random.nextInt(300);
      for (int i = 0; i < lines; i++) {
        made.add(child.hear());
      }
      child.kill();
      for (String name = child.hear(); name != null; name = child.hear()) {
        made.add(name);
      }
      for (String name : made) {
        assertThat(f.ledger.find(name)).as(name).isNotNull();
      }
    }
    assertThat(f.ledger.accounts()).extracting(AccountView::name).containsAll(made);
    long hold = f.reserveUsd(f.ledger.find(made.get(0)), 100);
    assertThat(f.reserveUsd(root, 1)).isZero();
    assertThat(f.ledger.release(hold)).isTrue();
  }

  @Test
  void aWaiterHearsOfAnEndInAnotherProcess() throws Exception {
    Account root = f.root(Limit.USD, 100);
    Child child = child();
    child.ask("reserve 1 100");
    assertThat(f.reserveUsd(root, 1)).isZero();
    child.tell("settle 0");
    assertThat(f.ledger.await(f.shortfall, 60_000)).isTrue();
    assertThat(child.hear()).isEqualTo("1");
    assertThat(f.usdLeft(root)).isEqualTo(100);
  }

  @Test
  void theSecondClassLoaderOfAJvmIsRefusedAndTheFirstStaysAlive() throws Exception {
    f.root(Limit.USD, 100);
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(new File(entry).toURI().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Class<?> options = loader.loadClass(StoreOptions.class.getName());
      Method open = loader.loadClass(Store.class.getName()).getMethod("open", File.class, options);
      Object defaults = options.getMethod("defaults").invoke(null);
      assertThatThrownBy(() -> open.invoke(null, dir.toFile(), defaults))
          .hasRootCauseMessage(
              "the store is open in this JVM already, through another class loader: attach one"
                  + " agent");
    }
    Child child = child();
    assertThat(child.ask("processes")).isEqualTo("2");
    Thread.currentThread().interrupt();
    assertThat(f.ledger.verify().processes()).isEqualTo(2);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(child.ask("processes")).isEqualTo("2");
  }

  @Test
  void aWaiterHearsOfADeath() {
    Account root = f.root(Limit.USD, 100);
    Child child = child();
    child.ask("reserve 1 100");
    assertThat(f.reserveUsd(root, 1)).isZero();
    child.kill();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              f.clock.addAndGet(1_000);
              return f.ledger.await(f.shortfall, 100);
            });
    assertThat(f.usdLeft(root)).isEqualTo(100);
  }
}
