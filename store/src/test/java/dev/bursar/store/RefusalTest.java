package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.store.memory.Unsafe;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal is decided over all stripes, after what was left there half done is finished. */
@Timeout(60)
class RefusalTest {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long MARK = 77;

  @TempDir Path dir;
  private Fixture f;
  private Header header;
  private Account leaf;

  @BeforeEach
  void open() {
    f = new Fixture(dir);
    header = Header.open(Fixture.header(dir));
    leaf = f.ledger.account("leaf", f.root(Limit.USD, 10), Fixture.limit(Limit.USD, 1_000));
    // From now on there is room on the leaf, and what the root has left is known to one stripe.
    assertThat(f.reserveUsd(leaf, 1)).isPositive();
  }

  @AfterEach
  void close() {
    f.close();
  }

  private void refuse() {
    assertThat(f.reserveUsd(leaf, 10)).isZero();
    assertThat(f.shortfall.account().name()).isEqualTo("root");
    assertThat(f.shortfall.held()).isEqualTo(1);
    assertThat(f.shortfall.waitable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void finishesTheJournalOfEveryStripe(int stripe) {
    int start = Header.stripe(stripe);
    long entry = header.address(start + Header.STRIPE_JOURNAL);
    U.putLong(entry, Region.HEADER.place() + start + Header.ENDED);
    U.putLong(entry + Long.BYTES, MARK);
    header.publish(start + Header.STRIPE_PENDING, Journal.valid(1));
    refuse();
    assertThat(header.get(start + Header.ENDED)).isEqualTo(MARK);
    assertThat(header.get(start + Header.STRIPE_PENDING)).isZero();
    assertThat(f.ledger.verify().problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void decidesNothingWhereTheJournalOfAStripeIsDamaged(int stripe) {
    header.publish(Header.stripe(stripe) + Header.STRIPE_PENDING, MARK);
    assertThatThrownBy(this::refuse).hasMessageContaining("a journal of the store was changed");
    header.publish(Header.stripe(stripe) + Header.STRIPE_PENDING, 0);
    refuse();
  }

  @Test
  void makesTheMapOfNamesAnewThatADeadProcessWasIn() {
    header.publish(Header.IN_MAP, 1);
    refuse();
    assertThat(header.get(Header.IN_MAP)).isZero();
    assertThat(header.get(Header.GENERATION)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void takesOverEveryStripeFromADeadProcess(int stripe) {
    long dead = 1L << 20 | 2; // of a slot that nobody ever took so often
    header.publish(Header.stripe(stripe) + Header.LOCK, dead);
    refuse();
    for (int i = 0; i < Header.STRIPES; i++) {
      assertThat(header.get(Header.stripe(i) + Header.LOCK)).isZero();
    }
  }

  @Test
  void looksAtAllLevelsAgainWhereItHadToGiveItsStripeBack() throws Exception {
    int other = stripeWithAllOfTheRoot();
    header.publish(Header.stripe(other) + Header.LOCK, new Deaths(dir, header).token());
    AtomicLong hold = new AtomicLong(-1);
    Thread caller = new Thread(() -> hold.set(f.reserveUsd(leaf, 2)));
    caller.start();
    // It found room on the leaf and none on the root, could not have the other stripe, and waits.
    while (caller.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    set(leaf, AccountRecord.HALTED, 1);
    header.publish(Header.stripe(other) + Header.LOCK, 0);
    caller.join();
    assertThat(hold).hasValue(0);
    assertThat(f.shortfall.account()).isSameAs(leaf);
    assertThat(f.shortfall.halted()).isTrue();
  }

  private int stripeWithAllOfTheRoot() {
    int stripe = 0;
    while (U.getLong(leaf.parent().address + quota(stripe)) == 0) {
      stripe++;
    }
    return stripe;
  }

  private static int quota(int stripe) {
    return AccountRecord.part(stripe) + AccountRecord.QUOTA_USD;
  }

  // A word that was 0, as a transaction would.
  private static void set(Account account, int offset, long value) {
    long check = account.address + AccountRecord.CENTRAL_CHECK;
    U.putLong(check, U.getLong(check) + value * Check.factor(offset / Long.BYTES));
    U.putLong(account.address + offset, value);
  }

  @Test
  void isOfTheAccountItselfBeforeItsAncestors() {
    assertThat(f.reserveUsd(leaf, 1_001)).isZero();
    assertThat(f.shortfall.account()).isSameAs(leaf);
    assertThat(f.shortfall.waitable()).isFalse();
  }
}
