package dev.bursar.store.crash;

import dev.bursar.store.Limits;
import dev.bursar.store.Per;
import java.util.function.Consumer;

/**
 * What a process may be doing when it dies, with what the root has spent once the next process has
 * resolved its holds: as if the operation had not begun, or as if it was done.
 */
@SuppressWarnings("ImmutableEnumChecker") // lambdas without state
enum Operation {
  FIRST_RESERVE(Actor::withTree, Actor::reserve, 0, 0),
  RESERVE(a -> a.withTree().reserve().sent().settle(5), Actor::reserve, 5, 5),
  RESERVE_BESIDE_OTHERS(a -> a.withTree().reserve().sent().reserve(), Actor::reserve, 40, 40),
  REFUSAL(a -> a.withTree().reserve().sent().settle(380), Actor::reserve, 380, 380),
  NEARLY_FULL(a -> a.withTree().reserve(300).sent(), a -> a.reserve(100), 300, 300),
  SENT(a -> a.withTree().reserve(), Actor::sent, 0, 40),
  SETTLE(a -> a.withTree().reserve().sent(), a -> a.settle(25), 40, 25),
  SETTLE_UNSENT(a -> a.withTree().reserve(), a -> a.settle(25), 0, 25),
  SETTLE_AS_DEBT(a -> a.withTree().reserve().sent(), a -> a.settle(1_500), 40, 1_500),
  SETTLE_ESTIMATED(
      a -> a.withTree().reserve().sent(), a -> a.ledger.settleEstimated(a.hold, 30, 1, 2), 40, 30),
  CHARGE(a -> a.withTree().reserve(), a -> a.ledger.charge(a.hold), 0, 40),
  RELEASE(a -> a.withTree().reserve().sent(), a -> a.ledger.release(a.hold), 40, 0),
  REJECT(a -> a.withTree().reserve().sent(), a -> a.ledger.reject(a.hold), 40, 0),
  REFUSED(Actor::withTree, a -> a.ledger.refused(a.leaf), 0, 0),
  TOOL_CALL(Actor::withTree, Actor::useTool, 0, 0),
  TOOL_CALL_OPENS_WINDOW(
      a -> a.withTree().useTool().clock.addAndGet(Actor.DAY), Actor::useTool, 0, 0),
  HALT(Actor::withTree, a -> a.ledger.halt(a.team, "too many words for one word"), 0, 0),
  RESUME(a -> a.withTree().ledger.halt(a.team, "for a while"), a -> a.ledger.resume(a.team), 0, 0),
  GRANT(Actor::withTree, a -> a.ledger.grant(a.leaf, 77), 0, 0),
  LIMITS(
      a -> a.withTree().reserve(350).sent(),
      a -> a.ledger.account("leaf", a.team, Actor.usd(100, Per.DAY)),
      350,
      350),
  WINDOW_LIMITS(
      a -> a.withTree().reserve().sent(),
      a -> a.ledger.account("leaf", a.team, Actor.usd(200, Per.HOUR)),
      40,
      40),
  RESERVE_OPENS_WINDOW(
      a -> a.withTree().reserve().sent().settle(5).clock.addAndGet(Actor.DAY),
      Actor::reserve,
      5,
      5),
  SETTLE_OPENS_WINDOW(
      a -> a.withTree().reserve().sent().clock.addAndGet(Actor.DAY), a -> a.settle(25), 40, 25),
  FIRST_ACCOUNT(a -> {}, a -> a.ledger.account("root", null, Limits.unlimited()), 0, 0),
  NEXT_ACCOUNT(
      a -> a.withTree().reserve().sent(),
      a -> a.ledger.account("new", a.team, Actor.usd(9, Per.DAY)),
      40,
      40),
  ACCOUNT_ON_NEW_PAGE(
      Operation::fillPageOfAccounts,
      a -> a.ledger.account("new", a.team, Actor.usd(9, Per.DAY)),
      0,
      0),
  HOLD_ON_NEW_PAGE(Operation::fillPageOfHolds, Actor::reserveOnRoot, 0, 0),
  FIRST_RUN(Actor::withTree, Actor::run, 0, 0),
  NEXT_RUN(a -> a.withTree().run().reserve().sent(), Actor::run, 40, 40),
  RUN_IN_A_FREE_PLACE(a -> a.withTree().run().run().leave(), Actor::run, 0, 0),
  RUN_WHERE_NONE_IS_FREE(Operation::fillWithRuns, Actor::run, 0, 0),
  RUN_ENDS(a -> a.withTree().run().reserve().sent().settle(25), Actor::leave, 25, 25),
  RUN_ENDS_WITH_THOSE_BELOW(
      a -> a.withTree().run().leave().below().reserve().sent(), a -> a.settle(25), 40, 25),
  RUN_GOES_ON(a -> a.withTree().run().leave().reserve().sent().settle(25), Actor::reserve, 25, 25),
  RUN_GOES_ON_AS_REFUSED(
      a -> a.withTree().run().leave().reserve().sent().settle(25), a -> a.reserve(500), 25, 25),
  CLOSE_WITH_RUNS(
      a -> a.withTree().run().below().reserve().sent().run().reserve(), Actor::close, 40, 40),
  APPEND(Actor::withTree, Actor::append, 0, 0),
  MAKE_ROOM(a -> a.withTree().append(), a -> a.store.makeRoom(), 0, 0),
  CLOSE(
      a -> a.withTree().reserve().sent().reserve().reserve().sent().settle(7),
      Actor::close,
      47,
      47);

  private static final int ACCOUNTS_OF_A_PAGE = 128;
  private static final int HOLDS_OF_A_PAGE = 1_024;

  /** What the root has spent where the operation did not happen, and where it did. */
  final long spentWithout;

  final long spentWith;

  private final Consumer<Actor> preparation;
  private final Consumer<Actor> work;

  Operation(Consumer<Actor> preparation, Consumer<Actor> work, long spentWithout, long spentWith) {
    this.preparation = preparation;
    this.work = work;
    this.spentWithout = spentWithout;
    this.spentWith = spentWith;
  }

  void prepare(Actor actor) {
    preparation.accept(actor);
  }

  void run(Actor actor) {
    work.accept(actor);
  }

  private static void fillPageOfAccounts(Actor actor) {
    actor.withTree();
    for (int i = actor.ledger.accounts().size(); i < ACCOUNTS_OF_A_PAGE; i++) {
      actor.ledger.account("account " + i, actor.root, Limits.unlimited());
    }
  }

  private static void fillWithRuns(Actor actor) {
    actor.withTree();
    while (actor.ledger.accounts().size() < Actor.ACCOUNTS) {
      actor.run();
    }
  }

  private static void fillPageOfHolds(Actor actor) {
    actor.withTree();
    actor.root = actor.ledger.account("root", null, Limits.unlimited());
    for (int i = 0; i < HOLDS_OF_A_PAGE; i++) {
      actor.ledger.reserve(actor.root, 1, 1, 1, 0, actor.shortfall);
    }
  }
}
