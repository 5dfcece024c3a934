package dev.bursar.store;

import static dev.bursar.store.AccountRecord.ESTIMATED;
import static dev.bursar.store.AccountRecord.FIRST_CALL;
import static dev.bursar.store.AccountRecord.GRANTED_USD;
import static dev.bursar.store.AccountRecord.HALTED;
import static dev.bursar.store.AccountRecord.HELD_CALLS;
import static dev.bursar.store.AccountRecord.HELD_INPUT;
import static dev.bursar.store.AccountRecord.HELD_OUTPUT;
import static dev.bursar.store.AccountRecord.HELD_RETRIES;
import static dev.bursar.store.AccountRecord.HELD_USD;
import static dev.bursar.store.AccountRecord.PER;
import static dev.bursar.store.AccountRecord.REFUSED;
import static dev.bursar.store.AccountRecord.SPENT_CALLS;
import static dev.bursar.store.AccountRecord.SPENT_INPUT;
import static dev.bursar.store.AccountRecord.SPENT_OUTPUT;
import static dev.bursar.store.AccountRecord.SPENT_RETRIES;
import static dev.bursar.store.AccountRecord.SPENT_USD;
import static dev.bursar.store.AccountRecord.WINDOW_END;
import static dev.bursar.store.AccountRecord.WINDOW_START;

import dev.bursar.store.memory.Unsafe;

/**
 * What changes on one account, as words of a transaction. No sum overflows: an amount is at most
 * {@link #MAX_AMOUNT}, there are at most 2^17 holds, and spent stops at {@link Limits#MAX}.
 *
 * <p>Threading: callers hold the store's lock.
 */
final class Booking {
  /**
   * The most that one call can hold or spend of a unit: 17,592 dollars, 17 million million tokens.
   */
  static final long MAX_AMOUNT = 1L << 44;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int[] OF_WINDOW = {
    GRANTED_USD,
    FIRST_CALL,
    SPENT_USD,
    SPENT_INPUT,
    SPENT_OUTPUT,
    SPENT_CALLS,
    SPENT_RETRIES,
    REFUSED,
    ESTIMATED
  };

  private final Journal journal;

  Booking(Journal journal) {
    this.journal = journal;
  }

  /** Takes the start of a hold into the transaction. */
  void hold(Account account, long now, long usd, long input, long output, long retries) {
    boolean opened = openIfOver(account, now);
    if (opened || U.getLong(account.address + FIRST_CALL) == 0) {
      journal.put(account, FIRST_CALL, now);
    }
    putHeld(account, usd, input, output, 1, retries);
  }

  /** Takes the end of a hold into the transaction: held goes down, spent goes up. */
  void end(
      Account account,
      long now,
      long hold,
      long usd,
      long input,
      long output,
      long calls,
      long retries,
      long estimated) {
    boolean opened = openIfOver(account, now);
    putHeld(
        account,
        -U.getLong(hold + Holds.USD),
        -U.getLong(hold + Holds.INPUT),
        -U.getLong(hold + Holds.OUTPUT),
        -1,
        -U.getLong(hold + Holds.RETRIES));
    add(account, SPENT_USD, usd, opened);
    add(account, SPENT_INPUT, input, opened);
    add(account, SPENT_OUTPUT, output, opened);
    add(account, SPENT_CALLS, calls, opened);
    add(account, SPENT_RETRIES, retries, opened);
    add(account, ESTIMATED, estimated, opened);
  }

  /** Takes a refusal into the transaction. */
  void refused(Account account, long now) {
    add(account, REFUSED, 1, openIfOver(account, now));
  }

  /** Takes money on top of the limit, for the rest of the window, into the transaction. */
  void grant(Account account, long now, long usd) {
    add(account, GRANTED_USD, usd, openIfOver(account, now));
  }

  /** Takes an operator's stop into the transaction. */
  void halt(Account account, String reason) {
    AccountRecord.putReason(journal, account, reason);
    journal.put(account, HALTED, 1);
  }

  /** Takes new limits into the transaction. A new kind of window goes on with what is spent. */
  void limit(Account account, long now, Limits limits) {
    openIfOver(account, now);
    for (int i = 0; i < Limit.count(); i++) {
      journal.put(account, AccountRecord.limit(Limit.at(i)), limits.get(Limit.at(i)));
    }
    if (limits.per() != AccountRecord.per(account.address)) {
      journal.put(account, PER, limits.per().number);
      journal.put(account, WINDOW_START, limits.per().start(now));
      journal.put(account, WINDOW_END, limits.per().end(now));
    }
  }

  private void add(Account account, int offset, long amount, boolean opened) {
    if (amount != 0) {
      long before = opened ? 0 : U.getLong(account.address + offset);
      journal.put(account, offset, Math.min(Limits.MAX, before + amount));
    }
  }

  private void putHeld(
      Account account, long usd, long input, long output, long calls, long retries) {
    long at = account.address;
    journal.put(account, HELD_USD, U.getLong(at + HELD_USD) + usd);
    journal.put(account, HELD_INPUT, U.getLong(at + HELD_INPUT) + input);
    journal.put(account, HELD_OUTPUT, U.getLong(at + HELD_OUTPUT) + output);
    journal.put(account, HELD_CALLS, U.getLong(at + HELD_CALLS) + calls);
    if (retries != 0) {
      journal.put(account, HELD_RETRIES, U.getLong(at + HELD_RETRIES) + retries);
    }
  }

  /** Starts a new window where the last is over; words put later in the transaction win. */
  private boolean openIfOver(Account account, long now) {
    if (now < U.getLong(account.address + WINDOW_END)) {
      return false;
    }
    Per per = AccountRecord.per(account.address);
    journal.put(account, WINDOW_START, per.start(now));
    journal.put(account, WINDOW_END, per.end(now));
    for (int offset : OF_WINDOW) {
      journal.put(account, offset, 0);
    }
    return true;
  }
}
