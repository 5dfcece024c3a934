package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts below accounts, and what operators do to them. */
class AccountTreeTest {
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

  @Test
  void aCallCountsOnEveryAncestorOrOnNone() {
    Account root = f.root(Limit.USD, 100);
    Account child = f.ledger.account("child", root, Fixture.limit(Limit.USD, 60));
    Account leaf = f.ledger.account("leaf", child, Limits.unlimited());
    long hold = f.reserveUsd(leaf, 60);
    assertThat(f.view("root").held().usdNanos()).isEqualTo(60);
    assertThat(f.reserveUsd(leaf, 1)).isZero();
    assertThat(f.shortfall.account()).isSameAs(child);
    assertThat(f.view("leaf").held().usdNanos()).isEqualTo(60);
    assertThat(f.reserveUsd(root, 41)).isZero();
    assertThat(f.shortfall.account()).isSameAs(root);
    f.ledger.settle(hold, 20, 0, 0);
    for (String name : new String[] {"root", "child", "leaf"}) {
      assertThat(f.view(name).spent().usdNanos()).isEqualTo(20);
      assertThat(f.view(name).held().usdNanos()).isZero();
    }
  }

  @Test
  void aChildCannotWidenItsParent() {
    Account root = f.root(Limit.USD, 10);
    Account child = f.ledger.account("child", root, Fixture.limit(Limit.USD, 1_000));
    assertThat(f.reserveUsd(child, 11)).isZero();
    assertThat(f.shortfall.account()).isSameAs(root);
    assertThat(f.usdLeft(child)).isEqualTo(10);
  }

  @Test
  void theReasonGivenIsTheOneThatWaitingCannotCure() {
    Account root = f.root(Limit.USD, 100);
    Account child = f.ledger.account("child", root, Fixture.limit(Limit.USD, 60));
    f.ledger.settle(f.reserveUsd(root, 50), 50, 0, 0);
    f.reserveUsd(child, 10);
    // The child has only holds in the way, the root what is spent.
    assertThat(f.reserveUsd(child, 55)).isZero();
    assertThat(f.shortfall.account()).isSameAs(root);
    assertThat(f.shortfall.waitable()).isFalse();
  }

  @Test
  void headroomIsTheLeastOfTheChain() {
    Account root =
        f.ledger.account(
            "root",
            null,
            Limits.builder().limit(Limit.USD, 100).limit(Limit.TOKENS, 1_000).build());
    Account child = f.ledger.account("child", root, Fixture.limit(Limit.OUTPUT_TOKENS, 300));
    f.ledger.reserve(child, 30, 100, 50, 0, f.shortfall);
    Headroom left = new Headroom();
    f.ledger.headroom(child, left);
    assertThat(left.usdNanos()).isEqualTo(70);
    assertThat(left.tokens()).isEqualTo(850);
    assertThat(left.outputTokens()).isEqualTo(250);
    assertThat(left.inputTokens()).isEqualTo(Long.MAX_VALUE);
    f.ledger.halt(root, "x");
    f.ledger.headroom(child, left);
    assertThat(left.inputTokens()).isZero();
  }

  @Test
  void oneNameIsOneAccount() {
    Account root = f.root(Limit.USD, 10);
    assertThat(f.root(Limit.USD, 10)).isSameAs(root);
    assertThat(f.ledger.find("root")).isSameAs(root);
    assertThat(f.ledger.find("other")).isNull();
    Account child = f.ledger.account("child", root, Limits.unlimited());
    assertThatThrownBy(() -> f.ledger.account("child", null, Limits.unlimited()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("child of root");
    assertThat(child.parent()).isSameAs(root);
  }

  @Test
  void newLimitsCountAtOnceAndWhatIsSpentStays() {
    Account root = f.root(Limit.USD, 10);
    f.ledger.settle(f.reserveUsd(root, 8), 8, 0, 0);
    f.root(Limit.USD, 5);
    assertThat(f.reserveUsd(root, 0)).isZero();
    f.root(Limit.USD, 20);
    assertThat(f.reserveUsd(root, 12)).isPositive();
    assertThat(f.view("root").limits()).isEqualTo(Fixture.limit(Limit.USD, 20));
  }

  @Test
  void aHaltStopsAllBelowAndNothingElse() {
    Account root = f.root(Limit.USD, 100);
    Account child = f.ledger.account("child", root, Limits.unlimited());
    Account sibling = f.ledger.account("sibling", root, Limits.unlimited());
    long open = f.reserveUsd(child, 5);
    f.ledger.halt(child, "runs wild");
    assertThat(f.reserveUsd(child, 1)).isZero();
    assertThat(f.shortfall.halted()).isTrue();
    assertThat(f.shortfall.waitable()).isFalse();
    assertThat(f.reserveUsd(sibling, 1)).isPositive();
    assertThat(f.view("child").haltReason()).isEqualTo("runs wild");
    assertThat(f.ledger.settle(open, 5, 0, 0)).isTrue();
    f.ledger.halt(root, "é".repeat(100));
    assertThat(f.reserveUsd(sibling, 1)).isZero();
    assertThat(f.view("root").haltReason()).isEqualTo("é".repeat(36));
    f.ledger.resume(root);
    assertThat(f.reserveUsd(child, 1)).isZero();
    f.ledger.resume(child);
    assertThat(f.reserveUsd(child, 1)).isPositive();
    assertThat(f.view("child").halted()).isFalse();
  }

  @Test
  void aGrantComesOnTopOfTheLimit() {
    Account root = f.root(Limit.USD, 10);
    f.ledger.grant(root, 5);
    assertThat(f.usdLeft(root)).isEqualTo(15);
    f.root(Limit.USD, 20);
    assertThat(f.reserveUsd(root, 25)).isPositive();
    assertThat(f.view("root").grantedUsdNanos()).isEqualTo(5);
    Account free = f.ledger.account("free", null, Limits.unlimited());
    f.ledger.grant(free, Long.MAX_VALUE);
    assertThat(f.reserveUsd(free, 1)).isPositive();
  }

  @Test
  void namesAreCheckedAndKeptAsTheyAre() {
    String longest = "ü".repeat(100);
    f.ledger.account(longest, null, Limits.unlimited());
    assertThat(f.view(longest).name()).isEqualTo(longest);
    for (String wrong : new String[] {"", "ü".repeat(100) + "a", "a\nb", "a\0"}) {
      assertThatThrownBy(() -> f.ledger.account(wrong, null, Limits.unlimited()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theTreeHasABottom() {
    Account parent = null;
    for (int i = 0; i < Account.MAX_DEPTH; i++) {
      parent = f.ledger.account("a" + i, parent, Limits.unlimited());
    }
    Account deepest = parent;
    assertThatThrownBy(() -> f.ledger.account("below", deepest, Limits.unlimited()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("level 17");
    long hold = f.ledger.reserve(deepest, 1, 1, 1, 1, f.shortfall);
    f.clock.addAndGet(1);
    assertThat(f.ledger.settleEstimated(hold, 2, 2, 2)).isTrue();
    assertThat(f.view("a0").spent().usdNanos()).isEqualTo(2);
  }

  @Test
  void accountsAreThereAgainAfterReopening() {
    Account root = f.root(Limit.USD, 10);
    f.ledger.account("child", root, Fixture.limit(Limit.CALLS, 3));
    f.ledger.settle(f.reserveUsd(root, 4), 4, 0, 0);
    f.ledger.halt(root, "why");
    f.close();
    f = new Fixture(dir);
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(4);
    assertThat(f.view("root").haltReason()).isEqualTo("why");
    assertThat(f.view("child").parent()).isEqualTo("root");
    assertThat(f.view("child").limits()).isEqualTo(Fixture.limit(Limit.CALLS, 3));
    Account again = f.root(Limit.USD, 10);
    assertThat(f.ledger.find("child").parent()).isSameAs(again);
  }

  @Test
  void allAccountsFitThatTheStoreWasMadeForAndNoMore() {
    long before = pagesLength();
    for (int i = 0; i < 300; i++) {
      f.ledger.account("account " + i, null, Fixture.limit(Limit.USD, i));
    }
    assertThatThrownBy(() -> f.ledger.account("one more", null, Limits.unlimited()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("300 accounts");
    assertThat(f.ledger.find("one more")).isNull();
    assertThat(f.view("account 299").limits().get(Limit.USD)).isEqualTo(299);
    assertThat(pagesLength()).isEqualTo(before);
  }

  private long pagesLength() {
    return dir.resolve("pages-1.map").toFile().length()
        + dir.resolve("accounts-1.map").toFile().length();
  }

  @Test
  void accountsOfAnotherStoreAreRefused(@TempDir Path elsewhere) {
    try (Fixture other = new Fixture(elsewhere)) {
      Account foreign = other.root(Limit.USD, 10);
      assertThatThrownBy(() -> f.reserveUsd(foreign, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another store");
    }
  }
}
