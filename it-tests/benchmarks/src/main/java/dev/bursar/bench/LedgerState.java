package dev.bursar.bench;

import dev.bursar.store.Account;
import dev.bursar.store.AccountView;
import dev.bursar.store.Ledger;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import dev.bursar.store.Shortfall;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import dev.bursar.store.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A store of default options in a new directory, with trees of three accounts, each limited in
 * every unit. In the end the ledger has to be sound, and what it has spent has to be what its calls
 * cost.
 */
@State(Scope.Benchmark)
public class LedgerState {
  private static final int THREADS = 2;

  /** What the threads share. */
  @Param("ACCOUNT")
  public Shared shared;

  private Path directory;
  private Store store;
  private Ledger ledger;
  private Account[] payers;
  private Account exhausted;

  /** Only JMH makes one. */
  public LedgerState() {}

  /** Opens the store, makes the accounts, and spends all that one of the trees may. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    directory = Scratch.make();
    store = Store.open(directory.toFile(), StoreOptions.defaults());
    ledger = store.ledger();
    payers = new Account[THREADS];
    for (int i = 0; i < THREADS; i++) {
      payers[i] = payer(shared == Shared.STORE ? i : 0, shared == Shared.ACCOUNT ? 0 : i);
    }
    // At the root, where it is found last: the dearest refusal.
    Account root = ledger.account("exhausted", null, limits(Call.USED_USD));
    exhausted =
        ledger.account(
            "exhausted/team/agent",
            ledger.account("exhausted/team", root, limits(Limits.MAX)),
            limits(Limits.MAX));
    long hold = ledger.reserve(exhausted, Call.USED_USD, 1, 1, Call.RETRIES, new Shortfall());
    check(ledger.settle(hold, Call.USED_USD, 1, 1), "the limit could not be spent");
  }

  private Account payer(int tree, int leaf) {
    String root = "root-" + tree;
    String team = root + "/team";
    return ledger.account(
        team + "/agent-" + leaf,
        ledger.account(team, ledger.account(root, null, limits(Limits.MAX)), limits(Limits.MAX)),
        limits(Limits.MAX));
  }

  private static Limits limits(long usd) {
    Limits.Builder limits = Limits.builder();
    for (Limit limit : Limit.values()) {
      limits.limit(limit, limit == Limit.USD ? usd : Limits.MAX);
    }
    return limits.build();
  }

  Ledger ledger() {
    return ledger;
  }

  /** The account that a thread charges. */
  Account payer(int thread) {
    return payers[thread];
  }

  /** An account whose root has nothing left. */
  Account exhausted() {
    return exhausted;
  }

  /** Checks the books and closes them. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    try {
      VerifyReport report = ledger.verify();
      check(report.ok(), report.toString());
      check(report.openHolds() == 0, report.openHolds() + " holds are open");
      for (Account payer : payers) {
        AccountView view = ledger.view(payer);
        check(
            view.spent().usdNanos() == view.spent().calls() * Call.USED_USD,
            "spent: " + view.spent());
      }
    } finally {
      store.close();
      Scratch.delete(directory);
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
