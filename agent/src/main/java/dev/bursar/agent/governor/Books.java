package dev.bursar.agent.governor;

import dev.bursar.gate.Request;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.store.Account;
import dev.bursar.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The open store, and which of its accounts pays for a request. Thread-safe. */
public final class Books {
  private final Store store;
  private final Account root;
  private final List<AccountSelector> selectors;
  private final List<Account> accounts;
  private final RunAccounts ofRuns;
  private volatile KeyedHash hash;

  /**
   * Books without runs.
   *
   * @param store open
   * @param root the JVM's own account
   * @param selectors in the order in which they are tried; each account must exist in the store
   * @throws IllegalArgumentException where an account does not exist
   */
  public Books(Store store, Account root, List<AccountSelector> selectors) {
    this(store, root, selectors, RunRules.builder().build());
  }

  /**
   * @param store open
   * @param root the JVM's own account
   * @param selectors in the order in which they are tried; each account must exist in the store
   * @param runs the limits of runs' accounts
   * @throws IllegalArgumentException where an account does not exist
   */
  public Books(Store store, Account root, List<AccountSelector> selectors, RunRules runs) {
    this.store = store;
    this.root = root;
    this.ofRuns = new RunAccounts(store.ledger(), root, runs);
    this.selectors = Collections.unmodifiableList(new ArrayList<>(selectors));
    List<Account> found = new ArrayList<>();
    for (AccountSelector selector : selectors) {
      Account account = store.ledger().find(selector.account());
      if (account == null) {
        throw new IllegalArgumentException(
            "account " + selector.account() + " is not in the store: make it first");
      }
      found.add(account);
    }
    this.accounts = found;
  }

  /** The store. */
  public Store store() {
    return store;
  }

  /**
   * Hides values under the store's key.
   *
   * @throws IOException where the key can be neither read nor made
   */
  KeyedHash hash() throws IOException {
    KeyedHash known = hash;
    if (known == null) {
      known = KeyedHash.of(store.directory());
      hash = known;
    }
    return known;
  }

  /** The JVM's own account. */
  public Account root() {
    return root;
  }

  /**
   * The account that pays for a request: that of the first selector that fits; else that of the run
   * that this thread works for; else the JVM's own.
   *
   * @param models the models that may answer; empty where that is not known
   */
  public Account payer(Request request, List<String> models) {
    for (int i = 0; i < selectors.size(); i++) {
      if (selectors.get(i).selects(request, models)) {
        return accounts.get(i);
      }
    }
    return account(Runs.current());
  }

  /** A run's account; the JVM's own for null. */
  Account account(Run run) {
    return run == null ? root : ofRuns.account(run);
  }
}
