package dev.bursar.store;

/**
 * Accounts of runs: each is there for one run of this process, and gone after it. Calls on them are
 * made as on all others.
 *
 * <p>Threading: any thread, virtual ones too. All methods throw {@link StoreException} as those of
 * {@link Ledger} do.
 */
public final class RunLedger {
  /** The longest name that {@link #begin} takes, in bytes of UTF-8. */
  public static final int MAX_NAME = AccountRecord.MAX_NAME - 20;

  private final Ledger ledger;
  private final RunRecords records;

  RunLedger(Ledger ledger, Books books) {
    this.ledger = ledger;
    this.records = books.accounts.runs();
  }

  /**
   * An account for a run that begins. Until {@link #end} it lies in the store, unless others need
   * the room while nothing is held on it; when the process dies it is gone.
   *
   * @param name what its name begins with: a slash and a number come after it, which no other run
   *     below the parent has had; at most {@link #MAX_NAME} bytes in UTF-8
   * @param parent the parent; not null
   * @param limits its limits, as long as it is there
   * @return a new account
   * @throws StoreException when the store has no room for it, or the tree would be too deep
   */
  public Account begin(String name, Account parent, Limits limits) {
    ledger.checkOurs(parent);
    Account account = ledger.withAll(now -> records.begin(name, parent, limits, now));
    ledger.force();
    return account;
  }

  /**
   * An account below a run's.
   *
   * @param name 1 to 200 bytes in UTF-8, without control characters; one that no other account has
   * @param run the parent: an account that {@link #begin} or this method has made
   * @param limits its limits, as long as it is there
   * @return a new account
   * @throws StoreException as {@link #begin}
   */
  public Account below(String name, Account run, Limits limits) {
    ledger.checkOurs(run);
    if (!run.isOwnRun()) {
      throw new IllegalArgumentException(run.name() + " is not of a run of this process");
    }
    Account account = ledger.withAll(now -> records.below(name, run, limits, now));
    ledger.force();
    return account;
  }

  /**
   * The run has ended: from now on its account is in the store only while something is held on it.
   * What goes on after all still pays from it, within its limits.
   *
   * @param run from {@link #begin} or {@link #below}; does nothing for others
   */
  public void end(Account run) {
    ledger.checkOurs(run);
    ledger.withAll(
        now -> {
          run.over = run.isOwnRun();
          records.dismiss(run);
          return run;
        });
  }
}
