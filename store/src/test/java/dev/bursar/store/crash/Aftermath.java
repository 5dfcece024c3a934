package dev.bursar.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.Account;
import dev.bursar.store.AccountView;
import dev.bursar.store.Amounts;
import dev.bursar.store.Headroom;
import dev.bursar.store.Limits;
import dev.bursar.store.VerifyReport;
import java.nio.file.Path;
import java.util.List;

/**
 * What the next process finds in a directory.
 *
 * @param picture all accounts, before anything else is done
 * @param spentOfRoot in nano-dollars
 * @param openNanos how long opening took
 */
record Aftermath(List<String> picture, long spentOfRoot, long openNanos) {
  /** Opens the directory, checks that all is sound and that calls go on, and closes it. */
  static Aftermath of(Path dir, long now) {
    long start = System.nanoTime();
    try (Actor actor = new Actor(dir, now)) {
      long took = System.nanoTime() - start;
      Aftermath aftermath = new Aftermath(actor.picture(), actor.spentOfRoot(), took);
      assertSound(actor);
      assertCallsGoOn(actor);
      assertSound(actor);
      return aftermath;
    }
  }

  private static void assertSound(Actor actor) {
    VerifyReport report = actor.ledger.verify();
    assertThat(report.problems()).isEmpty();
    assertThat(report.openHolds()).isZero();
    assertThat(actor.ledger.accounts()).allMatch(Aftermath::holdsNothing);
  }

  private static boolean holdsNothing(AccountView view) {
    Amounts held = view.held();
    return (held.usdNanos() | held.inputTokens() | held.outputTokens() | held.calls()) == 0;
  }

  private static void assertCallsGoOn(Actor actor) {
    Account other = actor.ledger.account("other", null, Limits.unlimited());
    actor.hold = actor.ledger.reserve(other, 9, 1, 1, 0, actor.shortfall);
    assertThat(actor.hold).isPositive();
    assertThat(actor.ledger.sent(actor.hold)).isTrue();
    assertThat(actor.ledger.settle(actor.hold, 7, 1, 1)).isTrue();
    assertThat(actor.spent("other")).isEqualTo(7);
    actor.append();
    actor.leaf = actor.ledger.find("leaf");
    if (actor.leaf != null) {
      assertLeafTakesWhatIsLeft(actor);
    }
  }

  private static void assertLeafTakesWhatIsLeft(Actor actor) {
    Headroom left = new Headroom();
    actor.ledger.headroom(actor.leaf, left);
    long before = actor.spentOfRoot();
    actor.reserve(left.usdNanos() + 1);
    assertThat(actor.hold).isZero();
    actor.reserve(left.usdNanos());
    if (left.usdNanos() > 0) {
      assertThat(actor.hold).isPositive();
      actor.settle(1);
      assertThat(actor.spentOfRoot()).isEqualTo(before + 1);
    } else if (actor.hold != 0) {
      actor.ledger.release(actor.hold);
    }
  }
}
