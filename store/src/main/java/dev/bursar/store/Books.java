package dev.bursar.store;

import java.util.function.LongSupplier;

/**
 * What the ledger works with, and this process's part in it.
 *
 * <p>Threading: each part says for itself.
 */
final class Books {
  final Accounts accounts;
  final Holds holds;
  final LocalBooks[] local = new LocalBooks[Header.STRIPES];
  final CentralBooks central;
  final Ends ends;
  final Waiters waiters;

  private final Header header;
  private final Processes processes;

  Books(
      Header header,
      Processes processes,
      Locks locks,
      Journals journals,
      Regions regions,
      Holds holds,
      Names names,
      LongSupplier clock) {
    this.header = header;
    this.processes = processes;
    this.holds = holds;
    this.central = new CentralBooks(header, processes.slot(), holds, journals.central);
    this.accounts = new Accounts(header, regions, names, journals.central, central);
    for (int i = 0; i < local.length; i++) {
      local[i] = new LocalBooks(header, i, processes.slot(), holds, journals.ofStripe[i]);
    }
    this.waiters = new Waiters(header);
    this.ends = new Ends(header, processes, locks, accounts, holds, local, central, waiters, clock);
  }

  /** Takes part: what the slot's last process and other dead ones left is resolved. No lock. */
  void join() {
    ends.resolve(processes.slot());
    ends.sweep();
  }

  /** Ends this process's part: its open holds are resolved as if it had died. No lock. */
  void leave() {
    ends.resolve(processes.slot());
    header.leave(processes.slot());
  }

  /** Under all locks. */
  VerifyReport verify() {
    return new Verification(header, accounts, holds).report(processes.alive());
  }
}
