package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executions of tools are counted on an account and all above it, and limited there. */
@Timeout(60)
class ToolCallsTest {
  private static final long DAY = 24 * 3_600_000L;
  private static final int THREADS = 64;

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

  private boolean count(Account account) {
    return f.store.toolCalls().count(account, f.shortfall);
  }

  @Test
  void countOnTheAccountAndAllAboveIt() {
    Account root = f.root(Limit.USD, 10);
    Account team = f.ledger.account("team", root, Limits.unlimited());
    Account leaf = f.ledger.account("leaf", team, Limits.unlimited());

    assertThat(count(leaf)).isTrue();
    assertThat(count(team)).isTrue();

    assertThat(f.view("leaf").toolCalls()).isEqualTo(1);
    assertThat(f.view("team").toolCalls()).isEqualTo(2);
    assertThat(f.view("root").toolCalls()).isEqualTo(2);
    assertThat(f.view("root").spent().calls()).isZero();
  }

  @Test
  void areRefusedByTheLimitOfAnyAncestorAndCountNowhereThen() {
    Account root = f.root(Limit.TOOL_CALLS, 2);
    Account leaf = f.ledger.account("leaf", root, Fixture.limit(Limit.TOOL_CALLS, 5));
    assertThat(count(leaf)).isTrue();
    assertThat(count(leaf)).isTrue();

    assertThat(count(leaf)).isFalse();

    assertThat(f.shortfall.account()).isSameAs(root);
    assertThat(f.shortfall.limit()).isEqualTo(Limit.TOOL_CALLS);
    assertThat(f.shortfall.limitValue()).isEqualTo(2);
    assertThat(f.shortfall.spent()).isEqualTo(2);
    assertThat(f.shortfall.held()).isZero();
    assertThat(f.shortfall.needed()).isEqualTo(1);
    assertThat(f.shortfall.waitable()).isFalse();
    assertThat(f.view("leaf").toolCalls()).isEqualTo(2);
    assertThat(f.view("root").toolCalls()).isEqualTo(2);
  }

  @Test
  void areNoneOfTheCallsBusiness() {
    Account root = f.root(Limit.TOOL_CALLS, 0);
    assertThat(count(root)).isFalse();
    assertThat(f.reserveCall(root)).isPositive();
  }

  @Test
  void areRefusedWhereAnAncestorIsHalted() {
    Account root = f.root(Limit.USD, 10);
    Account leaf = f.ledger.account("leaf", root, Limits.unlimited());
    f.ledger.halt(root, "enough");

    assertThat(count(leaf)).isFalse();
    assertThat(f.shortfall.halted()).isTrue();
    assertThat(f.shortfall.account()).isSameAs(root);

    f.ledger.resume(root);
    assertThat(count(leaf)).isTrue();
  }

  @Test
  void areForgottenByANewWindow() {
    Account root =
        f.ledger.account(
            "root", null, Limits.builder().limit(Limit.TOOL_CALLS, 1).per(Per.DAY).build());
    assertThat(count(root)).isTrue();
    assertThat(count(root)).isFalse();
    assertThat(f.shortfall.resetsAtMillis()).isEqualTo(Fixture.NOON + DAY / 2);

    f.clock.addAndGet(DAY);

    assertThat(f.view("root").toolCalls()).isZero();
    assertThat(count(root)).isTrue();
    assertThat(f.view("root").toolCalls()).isEqualTo(1);
  }

  @Test
  void andTheirLimitOutliveTheProcess() {
    count(f.root(Limit.TOOL_CALLS, 7));
    f.close();
    f = new Fixture(dir);

    assertThat(f.view("root").toolCalls()).isEqualTo(1);
    assertThat(f.view("root").limits()).isEqualTo(Fixture.limit(Limit.TOOL_CALLS, 7));
  }

  @Test
  void areExactlyAsManyAsTheLimitWhateverTheThreadsDo() throws Exception {
    Account root = f.root(Limit.TOOL_CALLS, 1_000);
    Account leaf = f.ledger.account("leaf", root, Limits.unlimited());
    Callable<Integer> work =
        () -> {
          Shortfall shortfall = new Shortfall();
          int executed = 0;
          for (int i = 0; i < 40; i++) {
            executed += f.store.toolCalls().count(leaf, shortfall) ? 1 : 0;
            f.ledger.release(f.ledger.reserve(leaf, 1, 1, 1, 0, shortfall));
          }
          return executed;
        };
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Integer>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(work);
      }
      int executed = 0;
      for (Future<Integer> each : threads.invokeAll(all)) {
        executed += each.get();
      }
      assertThat(executed).isEqualTo(1_000);
    } finally {
      threads.shutdownNow();
    }
    assertThat(f.view("leaf").toolCalls()).isEqualTo(1_000);
  }

  @Test
  void ofTwoProcessesShareOneLimit() {
    Account root = f.root(Limit.TOOL_CALLS, 10);
    try (Child child = new Child(dir)) {
      assertThat(child.hear()).isEqualTo("ready");
      assertThat(child.ask("tools 6")).isEqualTo("6");
      assertThat(count(root)).isTrue();
      assertThat(child.ask("tools 6")).isEqualTo("3");
      assertThat(count(root)).isFalse();
    }
    assertThat(f.view("root").toolCalls()).isEqualTo(10);
  }

  @Test
  void areNotCountedOnAnotherStoresAccount(@TempDir Path elsewhere) {
    try (Fixture other = new Fixture(elsewhere)) {
      Account foreign = other.root(Limit.USD, 10);
      assertThatThrownBy(() -> count(foreign)).hasMessageContaining("of another store");
    }
  }
}
