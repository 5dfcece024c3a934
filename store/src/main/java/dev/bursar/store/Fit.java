package dev.bursar.store;

import static dev.bursar.store.AccountRecord.FIRST_CALL;
import static dev.bursar.store.AccountRecord.GRANTED_USD;
import static dev.bursar.store.AccountRecord.HALTED;
import static dev.bursar.store.AccountRecord.HELD_CALLS;
import static dev.bursar.store.AccountRecord.HELD_INPUT;
import static dev.bursar.store.AccountRecord.HELD_OUTPUT;
import static dev.bursar.store.AccountRecord.HELD_RETRIES;
import static dev.bursar.store.AccountRecord.HELD_USD;
import static dev.bursar.store.AccountRecord.LIMITS;
import static dev.bursar.store.AccountRecord.SPENT_CALLS;
import static dev.bursar.store.AccountRecord.SPENT_INPUT;
import static dev.bursar.store.AccountRecord.SPENT_OUTPUT;
import static dev.bursar.store.AccountRecord.SPENT_RETRIES;
import static dev.bursar.store.AccountRecord.SPENT_USD;
import static dev.bursar.store.AccountRecord.WINDOW_END;
import static dev.bursar.store.AccountRecord.WINDOW_START;

import dev.bursar.store.memory.Unsafe;

/**
 * What one account has room for: reads its record and changes nothing. What was spent in a window
 * that is over counts as nothing, whether or not a call has opened the next one.
 *
 * <p>Threading: callers hold the store's lock.
 */
final class Fit {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int USD = LIMITS;
  private static final int TOKENS = LIMITS + 8;
  private static final int INPUT = LIMITS + 16;
  private static final int OUTPUT = LIMITS + 24;
  private static final int CALLS = LIMITS + 32;
  private static final int RETRIES = LIMITS + 40;
  private static final int TIME = LIMITS + 48;
  private static final int IN_FLIGHT = LIMITS + 56;

  private Fit() {}

  /** All bits where what is spent counts, none where the window is over. */
  private static long counts(long at, long now) {
    return now >= U.getLong(at + WINDOW_END) ? 0 : -1;
  }

  private static long usdLimit(long at, long counts) {
    long limit = U.getLong(at + USD);
    return limit == Limits.NONE ? limit : limit + (U.getLong(at + GRANTED_USD) & counts);
  }

  /**
   * Whether one call fits an account.
   *
   * @param holds all bits, or none to leave out what is held
   * @param into filled when it does not fit
   */
  static boolean fits(
      Account account,
      long now,
      long usd,
      long input,
      long output,
      long retries,
      long holds,
      Shortfall into) {
    long at = account.address;
    long counts = counts(at, now);
    if (U.getLong(at + HALTED) != 0) {
      into.set(account, null, 0, 0, 0, 0);
      return false;
    }
    long limit = usdLimit(at, counts);
    long spent = U.getLong(at + SPENT_USD) & counts;
    long held = U.getLong(at + HELD_USD);
    if (usd > limit - spent - (held & holds)) {
      into.set(account, Limit.USD, limit, spent, held, usd);
      return false;
    }
    long spentIn = U.getLong(at + SPENT_INPUT) & counts;
    long heldIn = U.getLong(at + HELD_INPUT);
    long spentOut = U.getLong(at + SPENT_OUTPUT) & counts;
    long heldOut = U.getLong(at + HELD_OUTPUT);
    limit = U.getLong(at + TOKENS);
    if (input + output > limit - spentIn - spentOut - (heldIn + heldOut & holds)) {
      into.set(account, Limit.TOKENS, limit, spentIn + spentOut, heldIn + heldOut, input + output);
      return false;
    }
    limit = U.getLong(at + INPUT);
    if (input > limit - spentIn - (heldIn & holds)) {
      into.set(account, Limit.INPUT_TOKENS, limit, spentIn, heldIn, input);
      return false;
    }
    limit = U.getLong(at + OUTPUT);
    if (output > limit - spentOut - (heldOut & holds)) {
      into.set(account, Limit.OUTPUT_TOKENS, limit, spentOut, heldOut, output);
      return false;
    }
    return fitsInNumber(account, now, retries, holds, counts, into);
  }

  private static boolean fitsInNumber(
      Account account, long now, long retries, long holds, long counts, Shortfall into) {
    long at = account.address;
    long limit = U.getLong(at + CALLS);
    long spent = U.getLong(at + SPENT_CALLS) & counts;
    long held = U.getLong(at + HELD_CALLS);
    if (1 > limit - spent - (held & holds)) {
      into.set(account, Limit.CALLS, limit, spent, held, 1);
      return false;
    }
    limit = U.getLong(at + IN_FLIGHT);
    if (1 > limit - (held & holds)) {
      into.set(account, Limit.IN_FLIGHT, limit, 0, held, 1);
      return false;
    }
    limit = U.getLong(at + RETRIES);
    spent = U.getLong(at + SPENT_RETRIES) & counts;
    held = U.getLong(at + HELD_RETRIES);
    if (retries > limit - spent - (held & holds)) {
      into.set(account, Limit.RETRIES, limit, spent, held, retries);
      return false;
    }
    limit = U.getLong(at + TIME);
    long first = U.getLong(at + FIRST_CALL) & counts;
    long passed = first == 0 ? 0 : Math.max(0, now - first);
    if (passed >= limit) {
      into.set(account, Limit.TIME, limit, passed, 0, 0);
      return false;
    }
    return true;
  }

  /** When the account's window ends; 0 where it does not. */
  static long resetsAt(Account account, long now) {
    long end = U.getLong(account.address + WINDOW_END);
    if (now >= end) {
      end = AccountRecord.per(account.address).end(now);
    }
    return end == Long.MAX_VALUE ? 0 : end;
  }

  /** Lowers {@code into} to what is left on one account. */
  static void headroom(Account account, long now, Headroom into) {
    long at = account.address;
    long counts = counts(at, now);
    long input = (U.getLong(at + SPENT_INPUT) & counts) + U.getLong(at + HELD_INPUT);
    long output = (U.getLong(at + SPENT_OUTPUT) & counts) + U.getLong(at + HELD_OUTPUT);
    long usd = (U.getLong(at + SPENT_USD) & counts) + U.getLong(at + HELD_USD);
    into.atMost(
        left(usdLimit(at, counts), usd, 0),
        left(U.getLong(at + TOKENS), input, output),
        left(U.getLong(at + INPUT), input, 0),
        left(U.getLong(at + OUTPUT), output, 0));
  }

  private static long left(long limit, long taken, long alsoTaken) {
    return limit == Limits.NONE ? limit : Math.max(0, limit - taken - alsoTaken);
  }

  /** The whole record, for those who look. */
  static AccountView view(Account account, long now) {
    long at = account.address;
    long counts = counts(at, now);
    Per per = AccountRecord.per(at);
    return new AccountView(
        account.name(),
        account.parent() == null ? null : account.parent().name(),
        U.getLong(at + HALTED) == 0 ? null : AccountRecord.reason(at),
        AccountRecord.limits(at),
        U.getLong(at + GRANTED_USD) & counts,
        new Amounts(
            U.getLong(at + SPENT_USD) & counts,
            U.getLong(at + SPENT_INPUT) & counts,
            U.getLong(at + SPENT_OUTPUT) & counts,
            U.getLong(at + SPENT_CALLS) & counts,
            U.getLong(at + SPENT_RETRIES) & counts),
        new Amounts(
            U.getLong(at + HELD_USD),
            U.getLong(at + HELD_INPUT),
            U.getLong(at + HELD_OUTPUT),
            U.getLong(at + HELD_CALLS),
            U.getLong(at + HELD_RETRIES)),
        U.getLong(at + AccountRecord.REFUSED) & counts,
        U.getLong(at + AccountRecord.ESTIMATED) & counts,
        counts == 0 ? per.start(now) : U.getLong(at + WINDOW_START),
        resetsAt(account, now));
  }
}
