package dev.bursar.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * What accounts have spent and what is held for calls in flight, shared by all processes that have
 * the store open and exact at every moment: each method that changes anything happens as a whole or
 * not at all, whatever happens to the process.
 *
 * <p>Money is in nano-dollars. An amount of one call is 0 to 2<sup>44</sup> (17,592 dollars); more
 * counts as that much.
 *
 * <p>Threading: any thread, virtual ones too. All methods throw {@link StoreException} when the
 * store is closed or cannot be recovered, its files are not the ones any more that were opened, or
 * a live process keeps it locked past the time-out.
 */
public final class Ledger {
  private final Locks locks;
  private final Books books;
  private final Forcing forcing; // null where nothing is forced
  private final LongSupplier clock;
  private final AtomicLong strayEnds = new AtomicLong();
  private final RunLedger runs;

  Ledger(Locks locks, Books books, Forcing forcing, LongSupplier clock) {
    this.locks = locks;
    this.books = books;
    this.forcing = forcing;
    this.clock = clock;
    this.runs = new RunLedger(this, books);
  }

  /**
   * An account by its name; made if it is not there, and limited as given from now on.
   *
   * @param name 1 to 200 bytes in UTF-8, without control characters
   * @param parent the parent, or null for a root account
   * @param limits replace those that are stored; what is spent stays
   * @return the account
   * @throws IllegalArgumentException when the name cannot be one
   * @throws StoreException when the account has another parent, or the store has no room for it
   */
  public Account account(String name, Account parent, Limits limits) {
    if (parent != null) {
      checkOurs(parent);
    }
    Account account = withAll(now -> books.accounts.open(name, parent, limits, now));
    force();
    return account;
  }

  /**
   * An account that exists.
   *
   * @param name its name
   * @return the account, or null where there is none of that name
   */
  public Account find(String name) {
    return withAll(now -> books.accounts.find(name));
  }

  /** Accounts of runs. */
  public RunLedger runs() {
    return runs;
  }

  /** Does something under all locks. */
  <T> T withAll(LongFunction<T> work) {
    long now = clock.getAsLong();
    locks.enterAll();
    try {
      return work.apply(now);
    } catch (InternalError e) {
      throw books.vigil.fault(e);
    } finally {
      locks.leaveAll();
    }
  }

  /**
   * Reserves the worst case of one call on an account and all its ancestors, in all units, or on
   * none. Allocates nothing.
   *
   * @param account pays
   * @param usdNanos nano-dollars at most
   * @param inputTokens input tokens at most
   * @param outputTokens output tokens at most
   * @param retries 1 for a call that repeats a failed one, else 0
   * @param into says why, when the call is refused; not null
   * @return the hold's id, above 0; or 0 when the call is refused
   * @throws StoreException when there are as many open holds as the store was made for
   */
  public long reserve(
      Account account,
      long usdNanos,
      long inputTokens,
      long outputTokens,
      long retries,
      Shortfall into) {
    checkOurs(account);
    long usd = amount(usdNanos);
    long input = amount(inputTokens);
    long output = amount(outputTokens);
    long repeats = Math.min(amount(retries), Holds.MAX_RETRIES);
    long now = clock.getAsLong();
    books.ends.sweepIfDue(now);
    int stripe = locks.enterAny();
    boolean all = false;
    try {
      long found = books.local[stripe].reserve(account, usd, input, output, repeats, now);
      if (found > 0) {
        return found;
      }
      all = locks.tryOthers(stripe);
      if (all) {
        return books.reserve(stripe, account, (int) -found, usd, input, output, repeats, now, into);
      }
    } catch (InternalError e) {
      throw books.vigil.fault(e);
    } finally {
      if (all) {
        locks.leaveAll();
      } else {
        locks.leave(stripe);
      }
    }
    locks.enterAll();
    try {
      return books.reserve(stripe, account, 0, usd, input, output, repeats, now, into);
    } catch (InternalError e) {
      throw books.vigil.fault(e);
    } finally {
      locks.leaveAll();
    }
  }

  /**
   * Marks a hold's call as sent: from now on it is charged if this process dies. To be called
   * before a byte of the call can leave.
   *
   * @param hold from {@link #reserve}
   * @return false when the hold has ended already, or was sent
   */
  public boolean sent(long hold) {
    try {
      boolean marked = books.ends.sent(hold);
      if (marked) {
        force();
      }
      return marked;
    } catch (InternalError e) {
      throw books.vigil.fault(e);
    }
  }

  /** Waits for the disk, where what has returned must be on it. */
  void force() {
    if (forcing != null) {
      forcing.await();
    }
  }

  /**
   * Ends a hold at what the call really used. More than was held is booked in full: the account is
   * then in debt, and the next call is refused.
   *
   * @param hold from {@link #reserve}
   * @param usdNanos nano-dollars
   * @param inputTokens input tokens
   * @param outputTokens output tokens
   * @return false when the hold has ended already: then nothing changes
   */
  public boolean settle(long hold, long usdNanos, long inputTokens, long outputTokens) {
    return end(hold, Ends.How.SETTLE, usdNanos, inputTokens, outputTokens, false);
  }

  /**
   * {@link #settle} at an estimate, which the account counts.
   *
   * @param hold from {@link #reserve}
   * @param usdNanos nano-dollars
   * @param inputTokens input tokens
   * @param outputTokens output tokens
   * @return false when the hold has ended already: then nothing changes
   */
  public boolean settleEstimated(long hold, long usdNanos, long inputTokens, long outputTokens) {
    return end(hold, Ends.How.SETTLE, usdNanos, inputTokens, outputTokens, true);
  }

  /**
   * Ends a hold at all that it held.
   *
   * @param hold from {@link #reserve}
   * @return false when the hold has ended already: then nothing changes
   */
  public boolean charge(long hold) {
    return end(hold, Ends.How.CHARGE, 0, 0, 0, false);
  }

  /**
   * Ends a hold whose call was never sent: nothing remains of it.
   *
   * @param hold from {@link #reserve}
   * @return false when the hold has ended already: then nothing changes
   */
  public boolean release(long hold) {
    return end(hold, Ends.How.RELEASE, 0, 0, 0, false);
  }

  /**
   * Ends a hold whose call the provider rejected: money and tokens are given back, the call counts.
   *
   * @param hold from {@link #reserve}
   * @return false when the hold has ended already: then nothing changes
   */
  public boolean reject(long hold) {
    return end(hold, Ends.How.REJECT, 0, 0, 0, false);
  }

  private boolean end(
      long hold, Ends.How how, long usdNanos, long inputTokens, long outputTokens, boolean guess) {
    long usd = amount(usdNanos);
    long input = amount(inputTokens);
    long output = amount(outputTokens);
    try {
      boolean ended = books.ends.end(hold, how, usd, input, output, guess);
      if (!ended) {
        strayEnds.incrementAndGet();
      } else if (how != Ends.How.RELEASE) {
        force();
      }
      return ended;
    } catch (InternalError e) {
      throw books.vigil.fault(e);
    }
  }

  /** How many ends came for holds that had ended already, in this process. */
  public long strayEnds() {
    return strayEnds.get();
  }

  /**
   * What is left for one more call.
   *
   * @param account the account; its ancestors count too
   * @param into is filled: the least of each unit, all 0 where an account is halted
   */
  public void headroom(Account account, Headroom into) {
    checkOurs(account);
    look(
        account,
        now -> {
          books.central.headroom(account, now, into);
          return into;
        });
  }

  /**
   * Counts a refused call.
   *
   * @param account the account that the call would have been charged to
   */
  public void refused(Account account) {
    change(account, Image::refused);
  }

  /**
   * Stops an account and all below it, in all processes, until {@link #resume}: every call is
   * refused.
   *
   * @param account the account
   * @param reason for those who ask; cut to 72 bytes in UTF-8
   */
  public void halt(Account account, String reason) {
    change(account, image -> image.halt(reason));
  }

  /**
   * Opens a halted account again.
   *
   * @param account the account
   */
  public void resume(Account account) {
    change(account, Image::resume);
  }

  /**
   * Grants money on top of the usd limit, until the window ends.
   *
   * @param account the account
   * @param usdNanos nano-dollars, 0 to {@link Limits#MAX}; more counts as that much
   */
  public void grant(Account account, long usdNanos) {
    if (usdNanos < 0) {
      throw new IllegalArgumentException("the grant is " + usdNanos + ": give 0 or more");
    }
    long usd = Math.min(usdNanos, Limits.MAX);
    change(account, image -> image.grant(usd));
  }

  private void change(Account account, CentralBooks.Change change) {
    checkOurs(account);
    look(
        account,
        now -> {
          books.central.change(account, now, change);
          return account;
        });
    force();
  }

  // Of a run's account the record is there for that long.
  private <T> T look(Account account, LongFunction<T> work) {
    return withAll(
        now -> {
          books.accounts.runs().look(account, now);
          T seen = work.apply(now);
          books.accounts.runs().dismiss(account);
          return seen;
        });
  }

  /**
   * All accounts, each with numbers from one moment, those for good in the order in which they were
   * made; of runs those that are going on.
   *
   * @return a new list
   */
  public List<AccountView> accounts() {
    books.ends.sweepIfDue(clock.getAsLong());
    return withAll(
        now -> {
          List<AccountView> views = new ArrayList<>(books.accounts.count());
          for (int i = 0; i < books.accounts.count(); i++) {
            if (books.accounts.isTaken(i)) {
              views.add(books.central.view(books.accounts.at(i), now));
            }
          }
          return views;
        });
  }

  /**
   * Waits until a hold ends, in this process or another, after a refusal that is worth it.
   *
   * @param since the refusal: a hold that ended after it is not missed
   * @param millis how long at most
   * @return whether one ended: then it is worth trying again
   * @throws InterruptedException when the thread is interrupted
   */
  public boolean await(Shortfall since, long millis) throws InterruptedException {
    return books.ends.await(since.ended, millis);
  }

  /**
   * Checks that the ledger is sound: what is held is the sum of the open holds, no hold is a dead
   * process's, every slot is used once.
   *
   * @return what was found
   */
  public VerifyReport verify() {
    books.ends.sweep();
    locks.enterAll();
    try {
      return books.verify();
    } finally {
      locks.leaveAll();
    }
  }

  /**
   * One account as it is now.
   *
   * @param account the account
   */
  public AccountView view(Account account) {
    checkOurs(account);
    return look(account, now -> books.central.view(account, now));
  }

  void checkOurs(Account account) {
    books.accounts.checkOurs(account);
  }

  private static long amount(long given) {
    if (given < 0) {
      throw new IllegalArgumentException("an amount is " + given + ": give 0 or more");
    }
    return Math.min(given, Holds.MAX_AMOUNT);
  }
}
