package dev.bursar.store;

import static dev.bursar.store.AccountRecord.COPY_CHECK;
import static dev.bursar.store.AccountRecord.ESTIMATED;
import static dev.bursar.store.AccountRecord.FIRST_CALL;
import static dev.bursar.store.AccountRecord.HALTED;
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
  private static final long TIME = AccountRecord.limit(Limit.TIME);
  private static final long F_SPENT_USD = factor(SPENT_USD);
  private static final long F_SPENT_INPUT = factor(SPENT_INPUT);
  private static final long F_SPENT_OUTPUT = factor(SPENT_OUTPUT);
  private static final long F_SPENT_CALLS = factor(SPENT_CALLS);
  private static final long F_SPENT_RETRIES = factor(SPENT_RETRIES);
  private static final long F_HELD_USD = factor(HELD_USD);
  private static final long F_HELD_INPUT = factor(HELD_INPUT);
  private static final long F_HELD_OUTPUT = factor(HELD_OUTPUT);
  private static final long F_HELD_CALLS = factor(HELD_CALLS);
  private static final long F_HELD_RETRIES = factor(HELD_RETRIES);
  private static final long F_ESTIMATED = factor(ESTIMATED);

  private final Header header;
  private final int stripe;
  private final int part;
  private final int owner;
  private final Holds holds;
  private final Journal journal;

  LocalBooks(Header header, int stripe, int owner, Holds holds, Journal journal) {
    this.header = header;
    this.stripe = stripe;
    this.part = AccountRecord.part(stripe);
    this.owner = owner;
    this.holds = holds;
    this.journal = journal;
  }

  private static long factor(int offset) {
    return Check.factor(offset / Long.BYTES);
  }

  /**
   * The id of the new hold; or, where only all stripes together can say, how many of the account
   * and its ancestors have room for it, as a number not above 0. Those have it for as long as the
   * stripe's lock is held: others can take only what their own quotas allow.
   */
  long reserve(Account account, long usd, long input, long output, long retries, long now) {
    if (header.isLogged()) {
      return 0;
    }
    Account[] chain = account.chain;
    for (int i = 0; i < chain.length; i++) {
      if (!fits(chain[i].address, now, usd, input, output, retries)) {
        return -i;
      }
    }
    int index = holds.next(stripe);
    if (index < 0) {
      return -chain.length;
    }
    holds.failIfTaken(stripe, index);
    long at = holds.address(index);
    holds.write(at, account.index, owner, usd, input, output, retries, now);
    int n = 0;
    long check =
        usd * F_HELD_USD
            + input * F_HELD_INPUT
            + output * F_HELD_OUTPUT
            + F_HELD_CALLS
            + retries * F_HELD_RETRIES
            + AccountRecord.SERIAL_FACTOR;
    for (Account each : chain) {
      n = shift(n, each, 0, 0, 0, 0, 0, usd, input, output, 1, retries, 0, check);
    }
    long id = holds.nextId(index);
    journal.commit(holds.take(stripe, id, journal, n));
    return id;
  }

  private boolean fits(long at, long now, long usd, long input, long output, long retries) {
    long first = U.getLong(at + FIRST_CALL);
    if (U.getLong(at + HALTED) != 0
        || first == 0
        || now >= U.getLong(at + WINDOW_END)
        || now - first >= U.getLong(at + TIME)) {
      return false;
    }
    long p = at + part;
    long copy = AccountRecord.copyAt(p);
    long heldCalls = U.getLong(copy + HELD_CALLS);
    long usedInput = U.getLong(copy + SPENT_INPUT) + U.getLong(copy + HELD_INPUT) + input;
    long usedOutput = U.getLong(copy + SPENT_OUTPUT) + U.getLong(copy + HELD_OUTPUT) + output;
    return U.getLong(copy + SPENT_USD) + U.getLong(copy + HELD_USD) + usd
            <= U.getLong(p + QUOTA_USD)
        && usedInput <= U.getLong(p + QUOTA_INPUT)
        && usedOutput <= U.getLong(p + QUOTA_OUTPUT)
        && usedInput + usedOutput <= U.getLong(p + QUOTA_TOKENS)
        && U.getLong(copy + SPENT_CALLS) + heldCalls < U.getLong(p + QUOTA_CALLS)
        && heldCalls < U.getLong(p + QUOTA_IN_FLIGHT)
        && U.getLong(copy + SPENT_RETRIES) + U.getLong(copy + HELD_RETRIES) + retries
            <= U.getLong(p + QUOTA_RETRIES);
  }

  // Writes the copy that does not count, and takes into the transaction that it does.
  private int shift(
      int n,
      Account account,
      long spentUsd,
      long spentInput,
      long spentOutput,
      long spentCalls,
      long spentRetries,
      long heldUsd,
      long heldInput,
      long heldOutput,
      long heldCalls,
      long heldRetries,
      long estimated,
      long check) {
    long at = account.address + part;
    long serial = U.getLong(at + SERIAL);
    long from = at + AccountRecord.copy(serial);
    long to = at + AccountRecord.copy(serial + 1);
    U.putLong(to + SPENT_USD, U.getLong(from + SPENT_USD) + spentUsd);
    U.putLong(to + SPENT_INPUT, U.getLong(from + SPENT_INPUT) + spentInput);
    U.putLong(to + SPENT_OUTPUT, U.getLong(from + SPENT_OUTPUT) + spentOutput);
    U.putLong(to + SPENT_CALLS, U.getLong(from + SPENT_CALLS) + spentCalls);
    U.putLong(to + SPENT_RETRIES, U.getLong(from + SPENT_RETRIES) + spentRetries);
    U.putLong(to + HELD_USD, U.getLong(from + HELD_USD) + heldUsd);
    U.putLong(to + HELD_INPUT, U.getLong(from + HELD_INPUT) + heldInput);
    U.putLong(to + HELD_OUTPUT, U.getLong(from + HELD_OUTPUT) + heldOutput);
    U.putLong(to + HELD_CALLS, U.getLong(from + HELD_CALLS) + heldCalls);
    U.putLong(to + HELD_RETRIES, U.getLong(from + HELD_RETRIES) + heldRetries);
    U.putLong(to + ESTIMATED, U.getLong(from + ESTIMATED) + estimated);
    U.putLong(to + COPY_CHECK, U.getLong(from + COPY_CHECK) + check);
    return journal.put(n, account.place + part + SERIAL, serial + 1);
  }

  /**
   * Whether this stripe alone can end a hold: it brings no more than it held, and no window is
   * over.
   *
   * @param clock asked only where a window has an end
   */
  boolean canEnd(Account[] chain, long at, long usd, long input, long output, LongSupplier clock) {
    if (header.isLogged()
        || usd > U.getLong(at + Holds.USD)
        || input > U.getLong(at + Holds.INPUT)
        || output > U.getLong(at + Holds.OUTPUT)) {
      return false;
    }
    long now = 0;
    for (Account each : chain) {
      long end = U.getLong(each.address + WINDOW_END);
      if (end != Long.MAX_VALUE) {
        now = now == 0 ? clock.getAsLong() : now;
        if (now >= end) {
          return false;
        }
      }
      long from = AccountRecord.copyAt(each.address + part);
      if (U.getLong(from + SPENT_USD) + usd > AccountRecord.MAX_PART
          || U.getLong(from + SPENT_INPUT) + input > AccountRecord.MAX_PART
          || U.getLong(from + SPENT_OUTPUT) + output > AccountRecord.MAX_PART) {
        return false;
      }
    }
    return true;
  }

  /** Ends a hold, after {@link #canEnd}. */
  void end(
      Account[] chain,
      int index,
      long usd,
      long input,
      long output,
      long calls,
      long retries,
      long estimated) {
    long at = holds.address(index);
    long heldUsd = U.getLong(at + Holds.USD);
    long heldInput = U.getLong(at + Holds.INPUT);
    long heldOutput = U.getLong(at + Holds.OUTPUT);
    long heldRetries = Holds.retries(at);
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
    int n = 0;
    for (Account each : chain) {
      n =
          shift(
              n,
              each,
              usd,
              input,
              output,
              calls,
              retries,
              -heldUsd,
              -heldInput,
              -heldOutput,
              -1,
              -heldRetries,
              estimated,
              check);
    }
    journal.commit(holds.free(stripe, index, journal, n));
  }
}
