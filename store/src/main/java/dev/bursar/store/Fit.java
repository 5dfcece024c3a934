package dev.bursar.store;

import static dev.bursar.store.AccountRecord.FIRST_CALL;
import static dev.bursar.store.AccountRecord.GRANTED_USD;
import static dev.bursar.store.AccountRecord.HALTED;
import static dev.bursar.store.AccountRecord.TOOL_CALLS;
import static dev.bursar.store.AccountRecord.TOOL_CALLS_LIMIT;
import static dev.bursar.store.AccountRecord.WINDOW_END;
import static dev.bursar.store.AccountRecord.WINDOW_START;

import dev.bursar.store.memory.Unsafe;

/**
 * What one account has room for, over all stripes: reads its record and changes nothing. What was
 * spent in a window that is over counts as nothing, whether or not a call has opened the next one.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class Fit {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int USD = AccountRecord.limit(Limit.USD);
  private static final int TOKENS = AccountRecord.limit(Limit.TOKENS);
  private static final int INPUT = AccountRecord.limit(Limit.INPUT_TOKENS);
  private static final int OUTPUT = AccountRecord.limit(Limit.OUTPUT_TOKENS);
  private static final int CALLS = AccountRecord.limit(Limit.CALLS);
  private static final int RETRIES = AccountRecord.limit(Limit.RETRIES);
  private static final int TIME = AccountRecord.limit(Limit.TIME);
  private static final int IN_FLIGHT = AccountRecord.limit(Limit.IN_FLIGHT);

  private final Totals totals = new Totals();
  private Account account;
  private long now;

  /** All bits where what belongs to the window counts, none where it is over. */
  private static long counts(long at, long now) {
    return now >= U.getLong(at + WINDOW_END) ? 0 : -1;
  }

  private static long usdLimit(long at, long counts) {
    long limit = U.getLong(at + USD);
    return limit == Limits.NONE ? limit : limit + (U.getLong(at + GRANTED_USD) & counts);
  }

  /** Looks at an account, for {@link #fits}. */
  void load(Account of, long at) {
    account = of;
    now = at;
    totals.load(of, at);
  }

  /**
   * Whether one call fits the account that was loaded.
   *
   * @param holds all bits, or none to leave out what is held
   * @param into filled when it does not fit
   */
  boolean fits(long usd, long input, long output, long retries, long holds, Shortfall into) {
    long at = account.address;
    if (U.getLong(at + HALTED) != 0) {
      into.set(account, null, 0, 0, 0, 0);
      return false;
    }
    Totals t = totals;
    long counts = counts(at, now);
    long spentTokens = t.spentInput + t.spentOutput;
    long heldTokens = t.heldInput + t.heldOutput;
    return fits(Limit.USD, usdLimit(at, counts), t.spentUsd, t.heldUsd, holds, usd, into)
        && fits(Limit.TOKENS, TOKENS, spentTokens, heldTokens, holds, input + output, into)
        && fits(Limit.INPUT_TOKENS, INPUT, t.spentInput, t.heldInput, holds, input, into)
        && fits(Limit.OUTPUT_TOKENS, OUTPUT, t.spentOutput, t.heldOutput, holds, output, into)
        && fits(Limit.CALLS, CALLS, t.spentCalls, t.heldCalls, holds, 1, into)
        && fits(Limit.IN_FLIGHT, IN_FLIGHT, 0, t.heldCalls, holds, 1, into)
        && fits(Limit.RETRIES, RETRIES, t.spentRetries, t.heldRetries, holds, retries, into)
        && fitsTime(U.getLong(at + FIRST_CALL) & counts, into);
  }

  private boolean fitsTime(long first, Shortfall into) {
    long limit = U.getLong(account.address + TIME);
    long passed = first == 0 ? 0 : Math.max(0, now - first);
    if (passed < limit) {
      return true;
    }
    into.set(account, Limit.TIME, limit, passed, 0, 0);
    return false;
  }

  private boolean fits(
      Limit which, int offset, long spent, long held, long holds, long amount, Shortfall into) {
    return fits(which, U.getLong(account.address + offset), spent, held, holds, amount, into);
  }

  private boolean fits(
      Limit which, long limit, long spent, long held, long holds, long amount, Shortfall into) {
    if (amount <= limit - spent - (held & holds)) {
      return true;
    }
    into.set(account, which, limit, spent, held, amount);
    return false;
  }

  /**
   * Whether an account has room for one execution of a tool.
   *
   * @param into filled when it has not
   */
  static boolean fitsTool(Account account, long now, Shortfall into) {
    long at = account.address;
    if (U.getLong(at + HALTED) != 0) {
      into.set(account, null, 0, 0, 0, 0);
      return false;
    }
    long limit = U.getLong(at + TOOL_CALLS_LIMIT);
    long spent = U.getLong(at + TOOL_CALLS) & counts(at, now);
    if (spent < limit) {
      return true;
    }
    into.set(account, Limit.TOOL_CALLS, limit, spent, 0, 1);
    return false;
  }

  /** When the account's window ends; 0 where it does not. */
  static long resetsAt(Account account, long now) {
    long end = U.getLong(account.address + WINDOW_END);
    if (now >= end) {
      end = AccountRecord.per(account.address).end(now);
    }
    return end == Long.MAX_VALUE ? 0 : end;
  }

  private static long windowStart(long at, long counts, long now) {
    boolean opened = counts != 0 && U.getLong(at + WINDOW_END) != Long.MAX_VALUE;
    return opened ? U.getLong(at + WINDOW_START) : AccountRecord.per(at).start(now);
  }

  /** Lowers {@code into} to what is left on one account. */
  void headroom(Account account, long now, Headroom into) {
    long at = account.address;
    Totals t = totals.load(account, now);
    long input = t.spentInput + t.heldInput;
    long output = t.spentOutput + t.heldOutput;
    into.atMost(
        left(usdLimit(at, counts(at, now)), t.spentUsd + t.heldUsd, 0),
        left(U.getLong(at + TOKENS), input, output),
        left(U.getLong(at + INPUT), input, 0),
        left(U.getLong(at + OUTPUT), output, 0));
  }

  private static long left(long limit, long taken, long alsoTaken) {
    return limit == Limits.NONE ? limit : Math.max(0, limit - taken - alsoTaken);
  }

  /** The whole record, for those who look. */
  AccountView view(Account account, long now) {
    long at = account.address;
    long counts = counts(at, now);
    Totals t = totals.load(account, now);
    return new AccountView(
        account.name(),
        account.parent() == null ? null : account.parent().name(),
        U.getLong(at + HALTED) == 0 ? null : AccountRecord.reason(at),
        AccountRecord.limits(at),
        U.getLong(at + GRANTED_USD) & counts,
        new Amounts(t.spentUsd, t.spentInput, t.spentOutput, t.spentCalls, t.spentRetries),
        new Amounts(t.heldUsd, t.heldInput, t.heldOutput, t.heldCalls, t.heldRetries),
        U.getLong(at + AccountRecord.REFUSED) & counts,
        U.getLong(at + TOOL_CALLS) & counts,
        t.estimated,
        windowStart(at, counts, now),
        resetsAt(account, now),
        U.getLong(at + AccountRecord.RUNS));
  }
}
