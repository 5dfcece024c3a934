package dev.bursar.store.crash;

import dev.bursar.store.Account;
import dev.bursar.store.AccountView;
import dev.bursar.store.CallRecord;
import dev.bursar.store.Clocked;
import dev.bursar.store.Ledger;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import dev.bursar.store.Per;
import dev.bursar.store.Shortfall;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A process that uses a store: what {@link Operation}s are made of. */
final class Actor implements AutoCloseable {
  /** Saturday, 21 November 2026, 12:00:00 UTC. */
  static final long NOON = 1_795_262_400_000L;

  static final long DAY = 24 * 3_600_000L;
  static final long USD = 40;
  static final long INPUT = 10;
  static final long OUTPUT = 20;
  static final long ROOT_LIMIT = 1_000;
  static final long LEAF_LIMIT = 400;

  static final int ACCOUNTS = 300;

  private static final StoreOptions SMALL =
      StoreOptions.builder().accounts(ACCOUNTS).holds(3_000).calls(256).reads(128).build();

  final AtomicLong clock;
  final Store store;
  final Ledger ledger;
  final Shortfall shortfall = new Shortfall();
  Account root;
  Account team;
  Account leaf;
  long hold;

  /** With a clock that stands still. */
  Actor(Path dir, long now) {
    this(dir, now, () -> 0);
  }

  private Actor(Path dir, long now, LongSupplier passed) {
    clock = new AtomicLong(now);
    store = Clocked.open(dir, SMALL, () -> clock.get() + passed.getAsLong());
    ledger = store.ledger();
  }

  /** With a clock that goes on. */
  static Actor ticking(Path dir) {
    long start = System.nanoTime();
    return new Actor(dir, NOON, () -> (System.nanoTime() - start) / 1_000_000);
  }

  /** Makes three levels of accounts, the lowest with a window. */
  Actor withTree() {
    root = ledger.account("root", null, usd(ROOT_LIMIT, Per.FOREVER));
    team = ledger.account("team", root, Limits.unlimited());
    leaf = ledger.account("leaf", team, usd(LEAF_LIMIT, Per.DAY));
    return this;
  }

  static Limits usd(long value, Per per) {
    return Limits.builder().limit(Limit.USD, value).per(per).build();
  }

  Actor reserve() {
    return reserve(USD);
  }

  Actor reserve(long usd) {
    hold = ledger.reserve(leaf, usd, INPUT, OUTPUT, 1, shortfall);
    return this;
  }

  Actor reserveOnRoot() {
    hold = ledger.reserve(root, USD, INPUT, OUTPUT, 0, shortfall);
    return this;
  }

  Actor sent() {
    ledger.sent(hold);
    return this;
  }

  Actor settle(long usd) {
    ledger.settle(hold, usd, 3, 4);
    return this;
  }

  Actor useTool() {
    store.toolCalls().count(leaf, shortfall);
    return this;
  }

  /** Begins a run below the team: from now on it is the leaf. */
  Actor run() {
    leaf = ledger.runs().begin("team", team, usd(LEAF_LIMIT, Per.FOREVER));
    return this;
  }

  /** Makes an account below the run's, which goes at once when nothing is held on it. */
  Actor below() {
    leaf = ledger.runs().below(leaf.name() + "/below", leaf, usd(LEAF_LIMIT, Per.FOREVER));
    ledger.runs().end(leaf);
    return this;
  }

  Actor leave() {
    ledger.runs().end(leaf);
    return this;
  }

  Actor append() {
    store.calls().append(CallRecord.builder(1, CallRecord.Outcome.SETTLED).build());
    return this;
  }

  /** All that can be seen from outside, one line an account. */
  List<String> picture() {
    List<String> lines = new ArrayList<>();
    for (AccountView view : ledger.accounts()) {
      lines.add(
          view
              + " below "
              + view.parent()
              + " halted "
              + view.haltReason()
              + " granted "
              + view.grantedUsdNanos()
              + " refused "
              + view.refused()
              + " tools "
              + view.toolCalls()
              + " estimated "
              + view.estimated()
              + " from "
              + view.windowStartMillis()
              + " to "
              + view.resetsAtMillis()
              + " runs "
              + view.runs());
    }
    lines.add(store.calls().tail(9).size() + " calls in the history");
    return lines;
  }

  long spentOfRoot() {
    return spent("root");
  }

  /** Calls and nano-dollars: 0 where nothing is held. */
  long heldByRoot() {
    Account account = ledger.find("root");
    return account == null
        ? 0
        : ledger.view(account).held().calls() | ledger.view(account).held().usdNanos();
  }

  long spent(String name) {
    Account account = ledger.find(name);
    return account == null ? 0 : ledger.view(account).spent().usdNanos();
  }

  @Override
  public void close() {
    store.close();
  }
}
