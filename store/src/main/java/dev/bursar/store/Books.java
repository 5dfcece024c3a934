package dev.bursar.store;

/**
 * What the ledger works with, and this process's part in it.
 *
 * <p>Threading: callers hold the store's lock.
 */
final class Books {
  final Journal journal;
  final Booking booking;
  final Accounts accounts;
  final Holds holds;
  final Reservations reservations;
  final Ends ends;

  private final Header header;
  private final Processes processes;

  Books(Header header, Processes processes, StoreLock lock, Journal journal, Maps maps) {
    this.header = header;
    this.processes = processes;
    this.journal = journal;
    this.booking = new Booking(journal);
    this.accounts = new Accounts(header, maps, journal, booking);
    this.holds = new Holds(header, maps.pages(Pages.Kind.HOLDS));
    this.reservations = new Reservations(header, processes, holds, booking, journal);
    this.ends = new Ends(header, processes, accounts, holds, booking, journal, lock);
  }

  /** Takes part: what the slot's last process and other dead ones left is resolved. */
  void join(long now) {
    ends.resolve(processes.slot(), now);
    header.used(processes.slot(), true);
    ends.sweep(now);
  }

  /** Ends this process's part: its open holds are resolved as if it had died. */
  void leave(long now) {
    ends.resolve(processes.slot(), now);
    header.used(processes.slot(), false);
  }

  VerifyReport verify(long now) {
    int alive = ends.sweep(now);
    return new Verification(header, accounts, holds).report(alive);
  }
}
