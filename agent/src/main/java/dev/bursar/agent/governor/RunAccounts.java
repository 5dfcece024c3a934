package dev.bursar.agent.governor;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Run;
import dev.bursar.store.Account;
import dev.bursar.store.Ledger;
import dev.bursar.store.Limits;
import dev.bursar.store.StoreException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The accounts of runs, each made when the first call of such a run asks for it. Thread-safe. */
final class RunAccounts {
  /**
   * From so many on, what nobody configured gets no account of its own: an app that names its
   * agents anew each time must fill neither the heap nor the store, where configured ones need
   * room.
   */
  static final int MOST = 1_000;

  private final Ledger ledger;
  private final Account root;
  private final RunRules rules;
  private final Map<String, Account> known = new ConcurrentHashMap<>();

  /**
   * @param root the JVM's own account
   * @param rules the limits of configured accounts
   */
  RunAccounts(Ledger ledger, Account root, RunRules rules) {
    this.ledger = ledger;
    this.root = root;
    this.rules = rules;
  }

  /**
   * A run's account. Where one that nobody configured cannot be made, because the tree would be too
   * deep, they are too many or the store is full, its caller's pays alone.
   *
   * @throws StoreException where a configured one cannot be made
   */
  Account account(Run run) {
    Account account = known.get(run.account());
    if (account == null) {
      account = make(run);
      if (known.size() < MOST) {
        known.put(run.account(), account);
      }
    }
    return account;
  }

  private Account make(Run run) {
    Account parent = run.caller() == null ? root : account(run.caller());
    if (run.isConfigured()) {
      Limits limits = rules.limits(run.name());
      String name = run.caller() == null ? run.name() : AccountName.below(parent, run.name());
      // Configured no more: who entered it when it was ends below its caller's.
      return limits == null ? parent : ledger.account(name, parent, limits);
    }
    if (depth(parent) == Account.MAX_DEPTH || known.size() >= MOST) {
      return parent;
    }
    try {
      return ledger.account(AccountName.below(parent, run.name()), parent, Limits.unlimited());
    } catch (StoreException full) {
      Gate.fault(full);
      return parent;
    }
  }

  private static int depth(Account account) {
    int depth = 0;
    for (Account each = account; each != null; each = each.parent()) {
      depth++;
    }
    return depth;
  }
}
