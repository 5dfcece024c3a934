package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One account: what a hold takes, and what each of its ends leaves. */
class LedgerTest {
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
  void holdsFillTheLimitAndAReleaseMakesRoom() {
    Account root = f.root(Limit.USD, 100);
    assertThat(f.reserveUsd(root, 60)).isPositive();
    long second = f.reserveUsd(root, 40);
    assertThat(second).isPositive();
    assertThat(f.reserveUsd(root, 1)).isZero();
    assertThat(f.ledger.release(second)).isTrue();
    assertThat(f.reserveUsd(root, 41)).isZero();
    assertThat(f.reserveUsd(root, 40)).isPositive();
  }

  @Test
  void nothingIsGivenBackTwice() {
    Account root = f.root(Limit.USD, 100);
    long hold = f.reserveUsd(root, 60);
    assertThat(f.ledger.release(hold)).isTrue();
    assertThat(f.ledger.release(hold)).isFalse();
    assertThat(f.ledger.settle(hold, 60, 0, 0)).isFalse();
    assertThat(f.ledger.charge(hold)).isFalse();
    assertThat(f.ledger.reject(hold)).isFalse();
    assertThat(f.ledger.sent(hold)).isFalse();
    assertThat(f.ledger.strayEnds()).isEqualTo(4);
    assertThat(f.usdLeft(root)).isEqualTo(100);
  }

  @Test
  void anOldIdDoesNotEndTheHoldThatTookItsSlot() {
    Account root = f.root(Limit.USD, 100);
    long old = f.reserveUsd(root, 60);
    f.ledger.release(old);
    long young = f.reserveUsd(root, 70);
    assertThat(Holds.index(young)).isEqualTo(Holds.index(old));
    assertThat(f.ledger.release(old)).isFalse();
    assertThat(f.usdLeft(root)).isEqualTo(30);
    assertThat(f.ledger.release(young)).isTrue();
  }

  @Test
  void idsThatNeverWereAreNoHolds() {
    for (long id : new long[] {0, -1, 1, 1L << 24, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(f.ledger.release(id)).isFalse();
    }
  }

  @Test
  void settlingGivesBackWhatWasNotUsed() {
    Account root = f.root(Limit.TOKENS, 1_000);
    long hold = f.reserveTokens(root, 300, 100);
    assertThat(f.reserveTokens(root, 601, 0)).isZero();
    f.ledger.settle(hold, 0, 120, 80);
    assertThat(f.view("root").spent().tokens()).isEqualTo(200);
    long rest = f.reserveTokens(root, 800, 0);
    assertThat(rest).isPositive();
    assertThat(f.reserveTokens(root, 0, 1)).isZero();
  }

  @Test
  void usageBeyondTheHoldIsBookedInFull() {
    Account root = f.root(Limit.TOKENS, 1_000);
    long hold = f.reserveTokens(root, 50, 50);
    f.ledger.settle(hold, 0, 150, 50);
    assertThat(f.view("root").spent().tokens()).isEqualTo(200);
    assertThat(f.reserveTokens(root, 801, 0)).isZero();
    assertThat(f.reserveTokens(root, 800, 0)).isPositive();
  }

  @Test
  void usageBeyondTheLimitIsDebt() {
    Account root = f.root(Limit.USD, 100);
    f.ledger.settle(f.reserveUsd(root, 100), 250, 0, 0);
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(250);
    assertThat(f.usdLeft(root)).isZero();
    assertThat(f.reserveUsd(root, 0)).isZero();
    assertThat(f.shortfall.waitable()).isFalse();
    f.ledger.account("root", null, Fixture.limit(Limit.USD, 260));
    assertThat(f.reserveUsd(root, 11)).isZero();
    assertThat(f.reserveUsd(root, 10)).isPositive();
  }

  @Test
  void everyHoldSettlesAlone() {
    Account root = f.root(Limit.TOKENS, 1_000);
    long first = f.reserveTokens(root, 400, 0);
    long second = f.reserveTokens(root, 0, 400);
    f.ledger.settle(first, 0, 200, 0);
    assertThat(f.reserveTokens(root, 401, 0)).isZero();
    f.ledger.settle(second, 0, 0, 400);
    assertThat(f.reserveTokens(root, 401, 0)).isZero();
    assertThat(f.view("root").spent().tokens()).isEqualTo(600);
    assertThat(f.reserveTokens(root, 400, 0)).isPositive();
  }

  @Test
  void aChargeSpendsTheHold() {
    Account root = f.root(Limit.USD, 100);
    long hold = f.ledger.reserve(root, 70, 5, 6, 1, f.shortfall);
    f.ledger.sent(hold);
    assertThat(f.ledger.charge(hold)).isTrue();
    Amounts spent = f.view("root").spent();
    assertThat(spent.usdNanos()).isEqualTo(70);
    assertThat(spent.inputTokens()).isEqualTo(5);
    assertThat(spent.outputTokens()).isEqualTo(6);
    assertThat(spent.calls()).isEqualTo(1);
    assertThat(spent.retries()).isEqualTo(1);
  }

  @Test
  void aReleaseLeavesNothing() {
    Account root = f.root(Limit.USD, 100);
    f.ledger.release(f.ledger.reserve(root, 70, 5, 6, 1, f.shortfall));
    AccountView view = f.view("root");
    assertThat(view.spent()).hasToString(new Amounts(0, 0, 0, 0, 0).toString());
    assertThat(view.held()).hasToString(new Amounts(0, 0, 0, 0, 0).toString());
  }

  @Test
  void aRejectedCallCountsAndCostsNothing() {
    Account root = f.root(Limit.CALLS, 1);
    long hold = f.ledger.reserve(root, 70, 5, 6, 1, f.shortfall);
    f.ledger.sent(hold);
    assertThat(f.ledger.reject(hold)).isTrue();
    Amounts spent = f.view("root").spent();
    assertThat(spent).hasToString(new Amounts(0, 0, 0, 1, 1).toString());
    assertThat(f.reserveCall(root)).isZero();
    assertThat(f.shortfall.limit()).isEqualTo(Limit.CALLS);
  }

  @Test
  void aHoldIsSentOnce() {
    Account root = f.root(Limit.USD, 100);
    long hold = f.reserveUsd(root, 1);
    assertThat(f.ledger.sent(hold)).isTrue();
    assertThat(f.ledger.sent(hold)).isFalse();
  }

  @Test
  void callsInFlightAreCountedBeforeTheyEnd() {
    Account root = f.root(Limit.CALLS, 2);
    assertThat(f.reserveCall(root)).isPositive();
    long second = f.reserveCall(root);
    assertThat(f.reserveCall(root)).isZero();
    assertThat(f.shortfall.waitable()).isTrue();
    f.ledger.settle(second, 0, 0, 0);
    assertThat(f.reserveCall(root)).isZero();
    assertThat(f.shortfall.waitable()).isTrue();
  }

  @Test
  void inFlightCountsOpenHoldsOnly() {
    Account root = f.root(Limit.IN_FLIGHT, 1);
    for (int i = 0; i < 5; i++) {
      long hold = f.reserveCall(root);
      assertThat(hold).isPositive();
      assertThat(f.reserveCall(root)).isZero();
      assertThat(f.shortfall.limit()).isEqualTo(Limit.IN_FLIGHT);
      assertThat(f.shortfall.waitable()).isTrue();
      f.ledger.settle(hold, 0, 0, 0);
    }
  }

  @Test
  void retriesAreLimitedByThemselves() {
    Account root = f.root(Limit.RETRIES, 1);
    long retry = f.ledger.reserve(root, 0, 0, 0, 1, f.shortfall);
    assertThat(f.ledger.reserve(root, 0, 0, 0, 1, f.shortfall)).isZero();
    assertThat(f.shortfall.limit()).isEqualTo(Limit.RETRIES);
    assertThat(f.reserveCall(root)).isPositive();
    f.ledger.settle(retry, 0, 0, 0);
    assertThat(f.ledger.reserve(root, 0, 0, 0, 1, f.shortfall)).isZero();
    assertThat(f.shortfall.waitable()).isFalse();
  }

  @Test
  void inputAndOutputAreLimitedApart() {
    Account root =
        f.ledger.account(
            "root",
            null,
            Limits.builder().limit(Limit.INPUT_TOKENS, 10).limit(Limit.OUTPUT_TOKENS, 5).build());
    assertThat(f.reserveTokens(root, 11, 0)).isZero();
    assertThat(f.shortfall.limit()).isEqualTo(Limit.INPUT_TOKENS);
    assertThat(f.reserveTokens(root, 0, 6)).isZero();
    assertThat(f.shortfall.limit()).isEqualTo(Limit.OUTPUT_TOKENS);
    assertThat(f.reserveTokens(root, 10, 5)).isPositive();
  }

  @Test
  void aRefusalSaysAllOfIt() {
    Account root = f.root(Limit.USD, 100);
    f.ledger.settle(f.reserveUsd(root, 30), 30, 0, 0);
    f.reserveUsd(root, 50);
    assertThat(f.reserveUsd(root, 21)).isZero();
    assertThat(f.shortfall.account()).isSameAs(root);
    assertThat(f.shortfall.limit()).isEqualTo(Limit.USD);
    assertThat(f.shortfall.limitValue()).isEqualTo(100);
    assertThat(f.shortfall.spent()).isEqualTo(30);
    assertThat(f.shortfall.held()).isEqualTo(50);
    assertThat(f.shortfall.needed()).isEqualTo(21);
    assertThat(f.shortfall.resetsAtMillis()).isZero();
    assertThat(f.shortfall.waitable()).isTrue();
    assertThat(f.reserveUsd(root, 71)).isZero();
    assertThat(f.shortfall.waitable()).isFalse();
  }

  @Test
  void aRefusalHoldsNothing() {
    Account root = f.root(Limit.TOKENS, 10);
    assertThat(f.ledger.reserve(root, 5, 5, 6, 1, f.shortfall)).isZero();
    assertThat(f.view("root").held()).hasToString(new Amounts(0, 0, 0, 0, 0).toString());
  }

  @Test
  void refusalsAndEstimatesAreCounted() {
    Account root = f.root(Limit.USD, 10);
    f.ledger.refused(root);
    f.ledger.refused(root);
    f.ledger.settleEstimated(f.reserveUsd(root, 1), 1, 0, 0);
    assertThat(f.view("root").refused()).isEqualTo(2);
    assertThat(f.view("root").estimated()).isEqualTo(1);
  }

  @Test
  void noAmountWrapsAround() {
    Account free = f.ledger.account("free", null, Limits.unlimited());
    Account capped = f.ledger.account("capped", null, Fixture.limit(Limit.USD, Limits.MAX));
    for (int i = 0; i < 2_000; i++) {
      long hold =
          f.ledger.reserve(
              free, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, f.shortfall);
      assertThat(hold).isPositive();
    }
    assertThat(f.view("free").held().usdNanos()).isEqualTo(2_000 * Holds.MAX_AMOUNT);
    assertThat(f.reserveUsd(capped, Long.MAX_VALUE)).isPositive();
    f.ledger.settle(f.reserveUsd(capped, 1), Long.MAX_VALUE, 0, 0);
    assertThat(f.view("capped").spent().usdNanos()).isEqualTo(Holds.MAX_AMOUNT);
  }

  @Test
  void amountsBelowZeroAreErrors() {
    Account root = f.root(Limit.USD, 10);
    assertThatThrownBy(() -> f.reserveUsd(root, -1)).isInstanceOf(IllegalArgumentException.class);
    long hold = f.reserveUsd(root, 1);
    assertThatThrownBy(() -> f.ledger.settle(hold, 0, -5, 0)).hasMessageContaining("-5");
    assertThat(f.ledger.release(hold)).isTrue();
  }

  @Test
  void aFullStoreSaysSo() {
    Account root = f.ledger.account("root", null, Limits.unlimited());
    long last = 0;
    for (int i = 0; i < 3_000; i++) {
      last = f.reserveCall(root);
    }
    // What it was made for is the least; whole blocks, and one for each stripe, are the most.
    int most = Holds.blocks(3_000) * Holds.PER_BLOCK;
    assertThatThrownBy(
            () -> {
              for (int i = 3_000; i <= most; i++) {
                f.reserveCall(root);
              }
            })
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("all 3000 holds");
    assertThat(f.view("root").held().calls()).isEqualTo(most);
    f.ledger.release(last);
    assertThat(f.reserveCall(root)).isPositive();
    assertThatThrownBy(() -> f.reserveCall(root)).isInstanceOf(StoreException.class);
  }

  @Test
  void waitingEndsWhenAHoldEnds() throws Exception {
    Account root = f.root(Limit.USD, 100);
    long hold = f.reserveUsd(root, 100);
    assertThat(f.reserveUsd(root, 1)).isZero();
    assertThat(f.ledger.await(f.shortfall, 1)).isFalse();
    Thread ender = new Thread(() -> f.ledger.release(hold));
    ender.start();
    assertThat(f.ledger.await(f.shortfall, 60_000)).isTrue();
    ender.join();
    assertThat(f.reserveUsd(root, 1)).isPositive();
  }

  @Test
  void anEndBetweenRefusalAndWaitIsNotMissed() throws Exception {
    Account root = f.root(Limit.USD, 100);
    long hold = f.reserveUsd(root, 100);
    assertThat(f.reserveUsd(root, 1)).isZero();
    f.ledger.release(hold);
    assertThat(f.ledger.await(f.shortfall, 0)).isTrue();
  }
}
