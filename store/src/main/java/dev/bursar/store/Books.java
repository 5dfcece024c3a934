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
  final Vigil vigil;

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
      Vigil vigil,
      LongSupplier clock) {
    this.header = header;
    this.processes = processes;
    this.holds = holds;
    this.central = new CentralBooks(header, processes.slot(), holds, journals.central);
    this.accounts =
        new Accounts(header, processes.slot(), regions, names, journals.central, central);
    for (int i = 0; i < local.length; i++) {
      local[i] = new LocalBooks(header, i, processes.slot(), holds, journals.ofStripe[i]);
    }
    this.vigil = vigil;
    this.waiters = new Waiters(header);
    this.ends =
        new Ends(header, processes, locks, accounts, holds, local, central, waiters, vigil, clock);
  }

  /** Takes part: what the slot's last process and other dead ones left is resolved. No lock. */
  void join() {
    ends.bury(processes.slot());
    ends.sweep();
  }

  /** Ends this process's part: as if it had died. No lock. */
  void leave() {
    ends.bury(processes.slot());
    header.leave(processes.slot());
  }

  /** Reserves, for who has all locks: as {@link CentralBooks#reserve}. */
  long reserve(
      int stripe,
      Account account,
      int from,
      long usd,
      long input,
      long output,
      long repeats,
      long now,
      Shortfall into) {
    if (!account.present) {
      accounts.runs().bring(account, now);
    }
    long hold = central.reserve(stripe, account, from, usd, input, output, repeats, now, into);
    if (hold == 0 && account.over) {
      accounts.runs().dismiss(account);
    }
    return hold;
  }

  /** Counts a tool, for who has all locks: as {@link CentralBooks#useTool}. */
  boolean useTool(Account account, long now, Shortfall into) {
    if (!account.present) {
      accounts.runs().bring(account, now);
    }
    boolean counted = central.useTool(account, now, into);
    accounts.runs().dismiss(account);
    return counted;
  }

  /** Under all locks. */
  VerifyReport verify() {
    return new Verification(header, accounts, holds).report(processes.alive());
  }
}
