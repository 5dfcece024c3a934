package dev.bursar.store;

import static dev.bursar.store.AccountRecord.ESTIMATED;
import static dev.bursar.store.AccountRecord.FIRST_CALL;
import static dev.bursar.store.AccountRecord.HALTED;
import static dev.bursar.store.AccountRecord.HELD_CALLS;
import static dev.bursar.store.AccountRecord.HELD_INPUT;
import static dev.bursar.store.AccountRecord.HELD_OUTPUT;
import static dev.bursar.store.AccountRecord.HELD_RETRIES;
import static dev.bursar.store.AccountRecord.HELD_USD;
import static dev.bursar.store.AccountRecord.PART_CHECK;
import static dev.bursar.store.AccountRecord.QUOTA_CALLS;
import static dev.bursar.store.AccountRecord.QUOTA_INPUT;
import static dev.bursar.store.AccountRecord.QUOTA_IN_FLIGHT;
import static dev.bursar.store.AccountRecord.QUOTA_OUTPUT;
import static dev.bursar.store.AccountRecord.QUOTA_RETRIES;
import static dev.bursar.store.AccountRecord.QUOTA_TOKENS;
import static dev.bursar.store.AccountRecord.QUOTA_USD;
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

  /** The id of the new hold, or 0 where only all stripes together can say. */
  long reserve(Account account, long usd, long input, long output, long retries, long now) {
    if (header.isLogged()) {
      return 0;
    }
    Account[] chain = account.chain;
    for (Account each : chain) {
      if (!fits(each.address, now, usd, input, output, retries)) {
        return 0;
      }
    }
    int index = holds.next(stripe);
    if (index < 0) {
      return 0;
    }
    long at = holds.address(index);
    holds.write(at, account.index, owner, usd, input, output, retries, now);
    int n = 0;
    long check =
        usd * F_HELD_USD
            + input * F_HELD_INPUT
            + output * F_HELD_OUTPUT
            + F_HELD_CALLS
            + retries * F_HELD_RETRIES;
    for (Account each : chain) {
      long from = each.address + part;
      long place = each.place + part;
      n = add(n, place, from, HELD_USD, usd);
      n = add(n, place, from, HELD_INPUT, input);
      n = add(n, place, from, HELD_OUTPUT, output);
      n = add(n, place, from, HELD_CALLS, 1);
      n = add(n, place, from, HELD_RETRIES, retries);
      n = add(n, place, from, PART_CHECK, check);
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
    long heldCalls = U.getLong(p + HELD_CALLS);
    long usedInput = U.getLong(p + SPENT_INPUT) + U.getLong(p + HELD_INPUT) + input;
    long usedOutput = U.getLong(p + SPENT_OUTPUT) + U.getLong(p + HELD_OUTPUT) + output;
    return U.getLong(p + SPENT_USD) + U.getLong(p + HELD_USD) + usd <= U.getLong(p + QUOTA_USD)
        && usedInput <= U.getLong(p + QUOTA_INPUT)
        && usedOutput <= U.getLong(p + QUOTA_OUTPUT)
        && usedInput + usedOutput <= U.getLong(p + QUOTA_TOKENS)
        && U.getLong(p + SPENT_CALLS) + heldCalls < U.getLong(p + QUOTA_CALLS)
        && heldCalls < U.getLong(p + QUOTA_IN_FLIGHT)
        && U.getLong(p + SPENT_RETRIES) + U.getLong(p + HELD_RETRIES) + retries
            <= U.getLong(p + QUOTA_RETRIES);
  }

  private int add(int n, long place, long from, int offset, long amount) {
    return amount == 0 ? n : journal.put(n, place + offset, U.getLong(from + offset) + amount);
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
      long from = each.address + part;
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
            - heldRetries * F_HELD_RETRIES;
    int n = 0;
    for (Account each : chain) {
      long from = each.address + part;
      long place = each.place + part;
      n = add(n, place, from, HELD_USD, -heldUsd);
      n = add(n, place, from, HELD_INPUT, -heldInput);
      n = add(n, place, from, HELD_OUTPUT, -heldOutput);
      n = add(n, place, from, HELD_CALLS, -1);
      n = add(n, place, from, HELD_RETRIES, -heldRetries);
      n = add(n, place, from, SPENT_USD, usd);
      n = add(n, place, from, SPENT_INPUT, input);
      n = add(n, place, from, SPENT_OUTPUT, output);
      n = add(n, place, from, SPENT_CALLS, calls);
      n = add(n, place, from, SPENT_RETRIES, retries);
      n = add(n, place, from, ESTIMATED, estimated);
      n = add(n, place, from, PART_CHECK, check);
    }
    journal.commit(holds.free(stripe, index, journal, n));
  }
}
