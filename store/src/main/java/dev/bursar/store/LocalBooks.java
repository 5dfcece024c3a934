package dev.bursar.store;

import static dev.bursar.store.AccountRecord.COPY_CHECK;
import static dev.bursar.store.AccountRecord.ESTIMATED;
import static dev.bursar.store.AccountRecord.HELD_CALLS;
import static dev.bursar.store.AccountRecord.HELD_INPUT;
import static dev.bursar.store.AccountRecord.HELD_OUTPUT;
import static dev.bursar.store.AccountRecord.HELD_RETRIES;
import static dev.bursar.store.AccountRecord.HELD_USD;
import static dev.bursar.store.AccountRecord.QUOTA_CALLS;
import static dev.bursar.store.AccountRecord.QUOTA_INPUT;
import static dev.bursar.store.AccountRecord.QUOTA_IN_FLIGHT;
import static dev.bursar.store.AccountRecord.QUOTA_OUTPUT;
import static dev.bursar.store.AccountRecord.QUOTA_RETRIES;
import static dev.bursar.store.AccountRecord.QUOTA_TOKENS;
import static dev.bursar.store.AccountRecord.QUOTA_USD;
import static dev.bursar.store.AccountRecord.SERIAL;
import static dev.bursar.store.AccountRecord.SPENT_CALLS;
import static dev.bursar.store.AccountRecord.SPENT_INPUT;
import static dev.bursar.store.AccountRecord.SPENT_OUTPUT;
import static dev.bursar.store.AccountRecord.SPENT_RETRIES;
import static dev.bursar.store.AccountRecord.SPENT_USD;
import static dev.bursar.store.AccountRecord.UNTIL;
import static dev.bursar.store.AccountRecord.WINDOW_END;

import dev.bursar.store.memory.Unsafe;
import java.util.function.LongSupplier;

/**
 * The hot path: what one stripe can do without a look at the others. Says so when it cannot: then
 * {@link CentralBooks} does it.
 *
 * <p>Threading: callers hold the lock of the stripe.
 */
final class LocalBooks {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long F_SPENT_USD = AccountRecord.factor(SPENT_USD);
  private static final long F_SPENT_INPUT = AccountRecord.factor(SPENT_INPUT);
  private static final long F_SPENT_OUTPUT = AccountRecord.factor(SPENT_OUTPUT);
  private static final long F_SPENT_CALLS = AccountRecord.factor(SPENT_CALLS);
  private static final long F_SPENT_RETRIES = AccountRecord.factor(SPENT_RETRIES);
  private static final long F_HELD_USD = AccountRecord.factor(HELD_USD);
  private static final long F_HELD_INPUT = AccountRecord.factor(HELD_INPUT);
  private static final long F_HELD_OUTPUT = AccountRecord.factor(HELD_OUTPUT);
  private static final long F_HELD_CALLS = AccountRecord.factor(HELD_CALLS);
  private static final long F_HELD_RETRIES = AccountRecord.factor(HELD_RETRIES);
  private static final long F_ESTIMATED = AccountRecord.factor(ESTIMATED);

  // Of a transaction's words the hold's come first, then the serials of the account and of those
  // above it. There is room for them in any journal.
  private static final int SERIALS = Holds.WORDS;

  private final long logged;
  private final int stripe;
  private final int part;
  private final int owner;
  private final Holds holds;
  private final Journal journal;

  LocalBooks(Header header, int stripe, int owner, Holds holds, Journal journal) {
    this.logged = header.address(Header.LOGGED);
    this.stripe = stripe;
    this.part = AccountRecord.part(stripe);
    this.owner = owner;
    this.holds = holds;
    this.journal = journal;
  }

  /**
   * The id of the new hold; or, where only all stripes together can say, how many of the account
   * and its ancestors have room for it, as a number not above 0. Those have it for as long as the
   * stripe's lock is held: others can take only what their own quotas allow.
   */
  long reserve(Account account, long usd, long input, long output, long retries, long now) {
    if (U.getLong(logged) != 0 || !account.present) {
      return 0;
    }
    int fit = hold(account, usd, input, output, retries, now);
    if (fit < account.chain.length) {
      return -fit;
    }
    int index = holds.next(stripe);
    if (index < 0) {
      return -fit;
    }
    holds.failIfTaken(stripe, index);
    holds.write(holds.address(index), account.index, owner, usd, input, output, retries, now);
    long id = holds.nextId(index);
    holds.take(stripe, id, journal, 0);
    commit(account, index, SERIALS + fit);
    return id;
  }

  // How many accounts have room. Writes of each the copy of what is held that does not count, and
  // takes into the transaction that it does: if there is none, nobody ever reads them.
  private int hold(Account account, long usd, long input, long output, long retries, long now) {
    long check =
        usd * F_HELD_USD
            + input * F_HELD_INPUT
            + output * F_HELD_OUTPUT
            + F_HELD_CALLS
            + retries * F_HELD_RETRIES
            + AccountRecord.SERIAL_FACTOR;
    int fit = 0;
    for (Account each = account; each != null; each = each.parent()) {
      long p = each.address + part;
      long serial = U.getLong(p + SERIAL);
      long next = AccountRecord.afterHold(serial);
      long spent = p + AccountRecord.spentCopy(serial);
      long from = p + AccountRecord.heldCopy(serial);
      long to = p + AccountRecord.heldCopy(next);
      // Below 0 where any of them is: one branch, not eight.
      long left = U.getLong(each.address + UNTIL) - 1 - now;
      long heldUsd = U.getLong(from + HELD_USD) + usd;
      U.putLong(to + HELD_USD, heldUsd);
      left |= U.getLong(p + QUOTA_USD) - U.getLong(spent + SPENT_USD) - heldUsd;
      long heldCalls = U.getLong(from + HELD_CALLS) + 1;
      U.putLong(to + HELD_CALLS, heldCalls);
      left |= U.getLong(p + QUOTA_CALLS) - U.getLong(spent + SPENT_CALLS) - heldCalls;
      left |= U.getLong(p + QUOTA_IN_FLIGHT) - heldCalls;
      long heldRetries = U.getLong(from + HELD_RETRIES) + retries;
      U.putLong(to + HELD_RETRIES, heldRetries);
      left |= U.getLong(p + QUOTA_RETRIES) - U.getLong(spent + SPENT_RETRIES) - heldRetries;
      long heldInput = U.getLong(from + HELD_INPUT) + input;
      U.putLong(to + HELD_INPUT, heldInput);
      long usedInput = U.getLong(spent + SPENT_INPUT) + heldInput;
      left |= U.getLong(p + QUOTA_INPUT) - usedInput;
      long heldOutput = U.getLong(from + HELD_OUTPUT) + output;
      U.putLong(to + HELD_OUTPUT, heldOutput);
      long usedOutput = U.getLong(spent + SPENT_OUTPUT) + heldOutput;
      left |= U.getLong(p + QUOTA_OUTPUT) - usedOutput;
      left |= U.getLong(p + QUOTA_TOKENS) - usedInput - usedOutput;
      if (left < 0) {
        return fit;
      }
      U.putLong(to + COPY_CHECK, U.getLong(from + COPY_CHECK) + check);
      journal.set(SERIALS + fit, each.place + part + SERIAL, next);
      fit++;
    }
    return fit;
  }

  /**
   * Ends a hold, if this stripe alone can: it brings no more than it held, and no window is over.
   *
   * @param clock asked only where a window has an end
   * @return whether it did; else nothing has changed
   */
  boolean end(
      Account account,
      int index,
      long usd,
      long input,
      long output,
      long calls,
      long retries,
      long estimated,
      LongSupplier clock) {
    long at = holds.address(index);
    if (U.getLong(logged) != 0
        || usd > U.getLong(at + Holds.USD)
        || input > U.getLong(at + Holds.INPUT)
        || output > U.getLong(at + Holds.OUTPUT)) {
      return false;
    }
    long until = shift(account, at, usd, input, output, calls, retries, estimated);
    if (until != Long.MAX_VALUE && clock.getAsLong() >= until) {
      return false;
    }
    holds.free(stripe, index, journal, 0);
    commit(account, index, SERIALS + account.chain.length);
    return true;
  }

  // Writes of each account the copies that do not count, and takes into the transaction that they
  // do. Until when they are right: that is when the first window ends, or 0 where a part has no
  // room
  // for what is spent.
  private long shift(
      Account account,
      long hold,
      long usd,
      long input,
      long output,
      long calls,
      long retries,
      long estimated) {
    long heldUsd = U.getLong(hold + Holds.USD);
    long heldInput = U.getLong(hold + Holds.INPUT);
    long heldOutput = U.getLong(hold + Holds.OUTPUT);
    long heldRetries = Holds.retries(hold);
    long check =
        usd * F_SPENT_USD
            + input * F_SPENT_INPUT
            + output * F_SPENT_OUTPUT
            + calls * F_SPENT_CALLS
            + retries * F_SPENT_RETRIES
            + estimated * F_ESTIMATED
            - heldUsd * F_HELD_USD
            - heldInput * F_HELD_INPUT
            - heldOutput * F_HELD_OUTPUT
            - F_HELD_CALLS
            - heldRetries * F_HELD_RETRIES
            + AccountRecord.SERIAL_FACTOR;
    long until = Long.MAX_VALUE;
    long bits = 0;
    int word = SERIALS;
    for (Account each = account; each != null; each = each.parent()) {
      long p = each.address + part;
      long serial = U.getLong(p + SERIAL);
      long next = AccountRecord.afterEnd(serial);
      until = Math.min(until, U.getLong(each.address + WINDOW_END));
      long from = p + AccountRecord.spentCopy(serial);
      long to = p + AccountRecord.spentCopy(next);
      long spentUsd = U.getLong(from + SPENT_USD) + usd;
      long spentInput = U.getLong(from + SPENT_INPUT) + input;
      long spentOutput = U.getLong(from + SPENT_OUTPUT) + output;
      bits |= spentUsd | spentInput | spentOutput;
      U.putLong(to + SPENT_USD, spentUsd);
      U.putLong(to + SPENT_INPUT, spentInput);
      U.putLong(to + SPENT_OUTPUT, spentOutput);
      U.putLong(to + SPENT_CALLS, U.getLong(from + SPENT_CALLS) + calls);
      U.putLong(to + SPENT_RETRIES, U.getLong(from + SPENT_RETRIES) + retries);
      U.putLong(to + ESTIMATED, U.getLong(from + ESTIMATED) + estimated);
      from = p + AccountRecord.heldCopy(serial);
      to = p + AccountRecord.heldCopy(next);
      U.putLong(to + HELD_USD, U.getLong(from + HELD_USD) - heldUsd);
      U.putLong(to + HELD_INPUT, U.getLong(from + HELD_INPUT) - heldInput);
      U.putLong(to + HELD_OUTPUT, U.getLong(from + HELD_OUTPUT) - heldOutput);
      U.putLong(to + HELD_CALLS, U.getLong(from + HELD_CALLS) - 1);
      U.putLong(to + HELD_RETRIES, U.getLong(from + HELD_RETRIES) - heldRetries);
      U.putLong(to + COPY_CHECK, U.getLong(from + COPY_CHECK) + check);
      journal.set(word++, each.place + part + SERIAL, next);
    }
    return bits < AccountRecord.MAX_PART ? until : 0;
  }

  // From here on the transaction happens.
  private void commit(Account account, int index, int words) {
    journal.begin(words);
    holds.write(stripe, index, journal, 0);
    int word = SERIALS;
    for (Account each = account; each != null; each = each.parent()) {
      journal.write(word++, each.address + part + SERIAL);
    }
    journal.end();
  }
}
