package dev.bursar.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What {@link Ledger#verify} found. Immutable. */
public final class VerifyReport {
  private final int accounts;
  private final int openHolds;
  private final int processes;
  private final List<String> problems;

  VerifyReport(int accounts, int openHolds, int processes, List<String> problems) {
    this.accounts = accounts;
    this.openHolds = openHolds;
    this.processes = processes;
    this.problems = Collections.unmodifiableList(new ArrayList<>(problems));
  }

  /** Whether everything holds. */
  public boolean ok() {
    return problems.isEmpty();
  }

  /** How many accounts there are. */
  public int accounts() {
    return accounts;
  }

  /** How many holds are open. */
  public int openHolds() {
    return openHolds;
  }

  /** How many live processes use the store, this one included. */
  public int processes() {
    return processes;
  }

  /** What does not hold, one sentence each; unmodifiable, empty when all is well. */
  public List<String> problems() {
    return problems;
  }

  @Override
  public String toString() {
    return accounts + " accounts, " + openHolds + " open holds, problems: " + problems;
  }
}
