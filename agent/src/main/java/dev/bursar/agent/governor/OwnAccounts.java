package dev.bursar.agent.governor;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Run;
import dev.bursar.store.Account;
import dev.bursar.store.Ledger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The account of one run, and those of what it calls: they go as the run ends, each as soon as
 * nothing is held on it. Kept with the run. Thread-safe.
 */
final class OwnAccounts implements Runnable {
  private final Ledger ledger;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>(2);
  private volatile boolean over;

  private OwnAccounts(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Those of a run, in one ledger. */
  static OwnAccounts of(Run run, Ledger ledger) {
    while (true) {
      Runnable known = run.last();
      if (known instanceof OwnAccounts && ((OwnAccounts) known).ledger == ledger) {
        return (OwnAccounts) known;
      }
      OwnAccounts made = new OwnAccounts(ledger);
      if (run.last(known, made)) {
        if (known != null) {
          known.run(); // Another store is in force.
        }
        if (run.hasEnded()) {
          made.run();
        }
        return made;
      }
    }
  }

  /** How many there are. */
  int count() {
    return accounts.size();
  }

  /** One of them, or null where it is not made yet. */
  Account get(String path) {
    return accounts.get(path);
  }

  /**
   * One of them, made where it is not there.
   *
   * @param maker must not ask for another one
   */
  Account get(String path, Function<String, Account> maker) {
    Account account = accounts.computeIfAbsent(path, maker);
    if (over) {
      ledger.runs().end(account);
    }
    return account;
  }

  /** The run has ended. */
  @Override
  public void run() {
    over = true;
    for (Account each : accounts.values()) {
      try {
        ledger.runs().end(each);
      } catch (RuntimeException e) {
        Gate.fault(e); // It stays until it is asked for again, or the process ends.
      }
    }
  }
}
