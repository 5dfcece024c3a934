package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;

/**
 * How holds start: on an account and all its ancestors, or not at all.
 *
 * <p>Threading: callers hold the store's lock.
 */
final class Reservations {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long ALL_HOLDS = -1;
  private static final long NO_HOLDS = 0;

  private final Header header;
  private final Processes processes;
  private final Holds holds;
  private final Booking booking;
  private final Journal journal;

  Reservations(Header header, Processes processes, Holds holds, Booking booking, Journal journal) {
    this.header = header;
    this.processes = processes;
    this.holds = holds;
    this.booking = booking;
    this.journal = journal;
  }

  /** The id of the new hold, or 0 with {@code into} filled. */
  long reserve(
      Account account, long usd, long input, long output, long retries, long now, Shortfall into) {
    Account[] chain = account.chain;
    for (Account each : chain) {
      if (!Fit.fits(each, now, usd, input, output, retries, ALL_HOLDS, into)) {
        explain(chain, now, usd, input, output, retries, into);
        return 0;
      }
    }
    int index = holds.next();
    long at = holds.address(index);
    U.putInt(at + Holds.ACCOUNT, account.index);
    U.putInt(at + Holds.OWNER, processes.slot());
    U.putLong(at + Holds.USD, usd);
    U.putLong(at + Holds.INPUT, input);
    U.putLong(at + Holds.OUTPUT, output);
    U.putLong(at + Holds.RETRIES, retries);
    U.putLong(at + Holds.TIME, now);
    journal.begin();
    for (Account each : chain) {
      booking.hold(each, now, usd, input, output, retries);
    }
    long id = holds.take(index, at, journal);
    journal.commit();
    return id;
  }

  // If the call would not fit even without holds, that is the reason to give: waiting cannot help.
  private void explain(
      Account[] chain, long now, long usd, long input, long output, long retries, Shortfall into) {
    boolean waitable = true;
    for (Account each : chain) {
      if (!Fit.fits(each, now, usd, input, output, retries, NO_HOLDS, into)) {
        waitable = false;
        break;
      }
    }
    into.set(Fit.resetsAt(into.account(), now), waitable, header.get(Header.ENDED));
  }
}
