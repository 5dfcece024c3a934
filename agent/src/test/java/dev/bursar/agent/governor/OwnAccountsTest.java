package dev.bursar.agent.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.Run;
import dev.bursar.store.Account;
import dev.bursar.store.AccountView;
import dev.bursar.store.Ledger;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import dev.bursar.store.Shortfall;
import dev.bursar.store.Store;
import dev.bursar.store.StoreException;
import dev.bursar.store.StoreOptions;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code per-run: true}. */
class OwnAccountsTest {
  private static final Limits TWO_CALLS = Limits.builder().limit(Limit.CALLS, 2).build();

  @TempDir Path dir;
  private Store store;
  private Ledger ledger;
  private Account root;
  private RunRules rules;
  private RunAccounts accounts;

  @BeforeEach
  void open() {
    open(StoreOptions.defaults(), "store");
  }

  private void open(StoreOptions options, String name) {
    if (store != null) {
      store.close();
    }
    store = Store.open(dir.resolve(name).toFile(), options);
    ledger = store.ledger();
    root = ledger.account("default", null, Limits.unlimited());
    rules =
        RunRules.builder()
            .automatic(true)
            .agent("writer", TWO_CALLS, "writer")
            .perRun("writer")
            .agent("editor", TWO_CALLS, "editor")
            .perRun("editor")
            .build();
    accounts = new RunAccounts(ledger, root, rules);
  }

  @AfterEach
  void soundAndClosed() {
    assertThat(ledger.verify().problems()).isEmpty();
    store.close();
  }

  private Run begin(String name, Run caller) {
    return rules.begin(Run.AGENT, "a.Type", name, caller);
  }

  private boolean call(Run run) {
    long hold = ledger.reserve(accounts.account(run), 5, 1, 1, 0, new Shortfall());
    return hold != 0 && ledger.settle(hold, 5, 1, 1);
  }

  private List<String> names() {
    return ledger.accounts().stream().map(AccountView::name).toList();
  }

  @Test
  void eachRunHasItsOwnAccountAndLimits() {
    for (int i = 0; i < 3; i++) {
      Run run = begin("writer", null);
      assertThat(call(run)).isTrue();
      assertThat(call(run)).isTrue();
      assertThat(call(run)).isFalse();
    }
    assertThat(names()).containsExactly("default", "writer", "writer/1", "writer/2", "writer/3");
    assertThat(ledger.view(ledger.find("writer")).limits()).isEqualTo(Limits.unlimited());
    assertThat(ledger.view(ledger.find("writer")).spent().calls()).isEqualTo(6);
  }

  @Test
  void aRunThatEndsLeavesNothingBehindButWhatItSpent() {
    for (int i = 0; i < 3; i++) {
      Run run = begin("writer", null);
      call(run);
      call(begin("helper", run));
      assertThat(names()).contains("writer/" + (i + 1) + "/helper");
      run.end();
      assertThat(names()).containsExactly("default", "writer");
    }
    assertThat(ledger.view(ledger.find("writer")).runs()).isEqualTo(3);
    assertThat(ledger.view(root).spent().usdNanos()).isEqualTo(30);
  }

  @Test
  void aRunWithoutACallHasNoAccount() {
    begin("writer", null).end();
    assertThat(names()).containsExactly("default");
  }

  @Test
  void whatItCallsIsWithinItsLimits() {
    Run run = begin("writer", null);
    Run helper = begin("helper", run);
    assertThat(call(helper)).isTrue();
    assertThat(call(begin("helper", run))).isTrue();
    assertThat(call(begin("other", helper))).isFalse();
    assertThat(names())
        .containsExactlyInAnyOrder(
            "default", "writer", "writer/1", "writer/1/helper", "writer/1/helper/other");
  }

  @Test
  void runsOfTheirOwnNest() {
    Run outer = begin("writer", null);
    Run first = begin("editor", outer);
    assertThat(call(first)).isTrue();
    first.end();
    Run second = begin("editor", outer);
    assertThat(call(second)).isTrue();
    assertThat(accounts.account(second).name()).isEqualTo("writer/1/editor/2");
    assertThat(call(second)).isFalse();
    outer.end();
    second.end();
    assertThat(names()).containsExactly("default", "writer");
    Run elsewhere = begin("editor", begin("team", null));
    assertThat(accounts.account(elsewhere).name()).isEqualTo("default/team/editor/1");
  }

  @Test
  void whatGoesOnAfterTheEndIsStillWithinItsLimits() {
    Run run = begin("writer", null);
    assertThat(call(run)).isTrue();
    run.end();
    Run stranger = begin("writer", null);
    assertThat(call(stranger)).isTrue();
    assertThat(call(run)).isTrue();
    assertThat(call(run)).isFalse();
    assertThat(call(begin("late", run))).isFalse();
    assertThat(call(stranger)).isTrue();
    assertThat(names()).containsExactly("default", "writer", "writer/2");
    assertThat(ledger.view(root).spent().calls()).isEqualTo(4);
  }

  @Test
  void whatFirstCallsAfterTheEndHasAnAccountForThatLong() {
    Run run = begin("writer", null);
    run.end();
    assertThat(call(run)).isTrue();
    assertThat(call(run)).isTrue();
    assertThat(call(run)).isFalse();
    assertThat(names()).containsExactly("default", "writer");
  }

  @Test
  void whereTheStoreIsFullTheNextIsRefused() {
    open(StoreOptions.builder().accounts(12).build(), "small");
    for (int i = 0; i < 10; i++) {
      ledger.reserve(accounts.account(begin("writer", null)), 5, 1, 1, 0, new Shortfall());
    }
    Run next = begin("writer", null);
    assertThatThrownBy(() -> accounts.account(next))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("12 accounts");
    assertThat(accounts.account(begin("free", null))).isEqualTo(root);
  }

  @Test
  void tenThousandRunsAtOnceTakeLessThanAKilobyteEach() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    for (boolean own : new boolean[] {false, true}) {
      open(StoreOptions.builder().accounts(10_010).build(), "large-" + own);
      call(begin("writer", null));
      List<Run> runs = new ArrayList<>(10_000);
      memory.gc();
      long before = memory.getHeapMemoryUsage().getUsed();
      for (int i = 0; i < 10_000; i++) {
        Run run = begin(own ? "writer" : "helper", null);
        assertThat(call(run)).isTrue();
        runs.add(run);
      }
      memory.gc();
      long each = (memory.getHeapMemoryUsage().getUsed() - before) / runs.size();
      System.out.println(
          "a run " + (own ? "with" : "without") + " its own account: " + each + " B");
      assertThat(each).isLessThan(1_000);
      assertThat(names()).hasSize(own ? 10_003 : 4);
    }
  }
}
