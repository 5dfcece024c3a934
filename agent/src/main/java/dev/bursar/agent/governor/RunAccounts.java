package dev.bursar.agent.governor;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Run;
import dev.bursar.store.Account;
import dev.bursar.store.Ledger;
import dev.bursar.store.Limits;
import dev.bursar.store.RunLedger;
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
    Run own = rules.own(run);
    if (own != null) {
      return within(own, run);
    }
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
    Account parent = caller(run);
    if (run.isConfigured()) {
      Limits limits = rules.limits(run.name());
      // Configured no more: who entered it when it was ends below its caller's.
      return limits == null ? parent : ledger.account(name(run, parent), parent, limits);
    }
    if (depth(parent) == Account.MAX_DEPTH || known.size() >= MOST) {
      return parent;
    }
    try {
      return ledger.account(name(run, parent), parent, Limits.unlimited());
    } catch (StoreException full) {
      Gate.fault(full);
      return parent;
    }
  }

  private Account caller(Run run) {
    return run.caller() == null ? root : account(run.caller());
  }

  private static String name(Run run, Account parent) {
    return run.isConfigured() && run.caller() == null
        ? run.name()
        : AccountName.below(parent, run.name());
  }

  /** The account of a run that has one for itself alone, or is called from such a run. */
  private Account within(Run own, Run run) {
    OwnAccounts its = OwnAccounts.of(own, ledger);
    Account known = its.get(run.account());
    if (known != null) {
      return known;
    }
    Limits limits = run.isConfigured() ? rules.limits(run.name()) : Limits.unlimited();
    if (run == own) {
      Account sums = sums(run);
      String name = AccountName.cut(sums.name(), RunLedger.MAX_NAME);
      return its.get(run.account(), path -> ledger.runs().begin(name, sums, limits));
    }
    Account parent = caller(run);
    boolean room = depth(parent) < Account.MAX_DEPTH && its.count() < MOST;
    if (limits == null || (!run.isConfigured() && !room)) {
      return parent;
    }
    try {
      return its.get(run.account(), path -> ledger.runs().below(name(run, parent), parent, limits));
    } catch (StoreException full) {
      if (run.isConfigured()) {
        throw full;
      }
      Gate.fault(full);
      return parent;
    }
  }

  /** The account of which the runs' own ones are the children; it has no limits. */
  private Account sums(Run run) {
    Account parent = caller(run);
    String path = run.account() + '/';
    Run above = run.caller() == null ? null : rules.own(run.caller());
    if (above != null) {
      return OwnAccounts.of(above, ledger)
          .get(path, key -> ledger.runs().below(name(run, parent), parent, Limits.unlimited()));
    }
    Account sums = known.get(path);
    if (sums == null) {
      sums = ledger.account(name(run, parent), parent, Limits.unlimited());
      if (known.size() < MOST) {
        known.put(path, sums);
      }
    }
    return sums;
  }

  private static int depth(Account account) {
    int depth = 0;
    for (Account each = account; each != null; each = each.parent()) {
      depth++;
    }
    return depth;
  }
}
