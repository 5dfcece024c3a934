package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;

/**
 * What more than one stripe takes part in: calls that do not fit what a stripe may take, debt,
 * windows that open, limits, and whatever an operator does. All refusals are decided here.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class CentralBooks {
  /** What changes on one account. */
  interface Change {
    /** Changes the copy of its record. */
    void on(Image image);
  }

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long ALL_HOLDS = -1;
  private static final long NO_HOLDS = 0;

  private final Header header;
  private final int owner;
  private final Holds holds;
  private final Journal journal;
  private final Fit fit = new Fit();
  private final Image[] images = new Image[Account.MAX_DEPTH];

  CentralBooks(Header header, int owner, Holds holds, Journal journal) {
    this.header = header;
    this.owner = owner;
    this.holds = holds;
    this.journal = journal;
    for (int i = 0; i < images.length; i++) {
      images[i] = new Image();
    }
  }

  /**
   * The id of the new hold, or 0 with {@code into} filled.
   *
   * @param from how many of the account and its ancestors are known to have room for it
   * @throws StoreException when there are as many open holds as the store was made for
   */
  long reserve(
      int home,
      Account account,
      int from,
      long usd,
      long input,
      long output,
      long retries,
      long now,
      Shortfall into) {
    Account[] chain = account.chain;
    if (!fits(chain, from, now, usd, input, output, retries, into)) {
      return 0;
    }
    int stripe = stripeWithRoom(home);
    int index = holds.next(stripe);
    holds.failIfTaken(stripe, index);
    holds.write(holds.address(index), account.index, owner, usd, input, output, retries, now);
    int n = 0;
    for (int i = 0; i < chain.length; i++) {
      Image image = images[i];
      image.load(chain[i]);
      image.openIfOver(now);
      image.hold(stripe, now, usd, input, output, retries);
      image.quotas.deal(stripe, usd, input, output, retries);
      n = image.diff(journal, n);
    }
    n = holds.log(index, journal, n);
    long id = holds.nextId(index);
    journal.commit(holds.take(stripe, id, journal, n));
    return id;
  }

  private int stripeWithRoom(int home) {
    if (holds.next(home) >= 0 || holds.addBlock(home, journal)) {
      return home;
    }
    for (int i = 0; i < Header.STRIPES; i++) {
      if (holds.next(i) >= 0) {
        return i;
      }
    }
    throw new StoreException(
        "all "
            + header.capacity().holds()
            + " holds that the store was made for are open: end some calls, or make a store for"
            + " more in another directory");
  }

  // If the call would not fit even without holds, that is the reason to give: waiting cannot help.
  private boolean fits(
      Account[] chain,
      int from,
      long now,
      long usd,
      long input,
      long output,
      long retries,
      Shortfall into) {
    boolean fits = true;
    boolean waitable = true;
    for (int i = from; i < chain.length && waitable; i++) {
      fit.load(chain[i], now);
      fits = fits && fit.fits(usd, input, output, retries, ALL_HOLDS, into);
      waitable = fits || fit.fits(usd, input, output, retries, NO_HOLDS, into);
    }
    if (!fits) {
      into.set(Fit.resetsAt(into.account(), now), waitable, header.ended());
    }
    return fits;
  }

  /** Marks a hold as sent. */
  void sent(int index) {
    holds.markSent(index, journal);
  }

  /** Ends an open hold. */
  void end(
      Account[] chain,
      int stripe,
      int index,
      long now,
      long usd,
      long input,
      long output,
      long calls,
      long retries,
      long estimated) {
    long at = holds.address(index);
    int n = 0;
    for (int i = 0; i < chain.length; i++) {
      Image image = images[i];
      image.load(chain[i]);
      image.openIfOver(now);
      image.end(stripe, at, usd, input, output, calls, retries, estimated);
      image.quotas.deal();
      n = image.diff(journal, n);
    }
    journal.commit(holds.free(stripe, index, journal, n));
  }

  /** Changes one account. */
  void change(Account account, long now, Change change) {
    Image image = images[0];
    image.load(account);
    image.openIfOver(now);
    change.on(image);
    image.quotas.deal();
    journal.commit(image.diff(journal, 0));
  }

  /**
   * Counts an execution of a tool on an account and all its ancestors, or on none.
   *
   * @return false where there is no room for it, with {@code into} filled
   */
  boolean useTool(Account account, long now, Shortfall into) {
    for (Account each : account.chain) {
      if (!Fit.fitsTool(each, now, into)) {
        into.set(Fit.resetsAt(each, now), false, header.ended());
        return false;
      }
    }
    int n = 0;
    for (int i = 0; i < account.chain.length; i++) {
      Image image = images[i];
      image.load(account.chain[i]);
      image.openIfOver(now);
      image.toolCall();
      image.quotas.deal();
      n = image.diff(journal, n);
    }
    journal.commit(n);
    return true;
  }

  /**
   * Writes an account's record in its place, which is free.
   *
   * @param owner whose it is, as the record says it
   * @param run the number of the run that it is made for, or 0 for none
   */
  void add(Account account, byte[] key, long owner, Limits limits, long run, long now) {
    Account parent = account.parent();
    Image image = images[0];
    int above = parent == null ? -1 : parent.index;
    image.init(account, AccountRecord.words(key, above, owner, account.generation, now));
    image.limit(limits, now);
    if (account.luggage != null) {
      image.unpack(account.luggage);
    }
    image.quotas.deal();
    int n = image.diff(journal, 0);
    if (owner != AccountRecord.FOR_GOOD) {
      n = countBelow(parent, 1, run, n);
    }
    journal.commit(
        account.index == header.get(Header.ACCOUNTS)
            ? journal.putHeader(n, Header.ACCOUNTS, account.index + 1L)
            : journal.putHeader(
                n, Header.FREE_ACCOUNT, U.getLong(account.address + AccountRecord.NEXT_FREE)));
  }

  /** Makes the record of a run's account a free one. */
  void remove(Account account) {
    Image image = images[0];
    image.init(account, AccountRecord.words(account.generation + 1));
    image.set(AccountRecord.NEXT_FREE, header.get(Header.FREE_ACCOUNT));
    image.quotas.deal();
    int n = countBelow(account.parent(), -1, 0, image.diff(journal, 0));
    journal.commit(journal.putHeader(n, Header.FREE_ACCOUNT, account.index + 1L));
  }

  private int countBelow(Account parent, int change, long run, int n) {
    Image image = images[1];
    image.load(parent);
    image.set(AccountRecord.LIVE, image.get(AccountRecord.LIVE) + change);
    if (run != 0) {
      image.set(AccountRecord.RUNS, run);
    }
    return image.diff(journal, n);
  }

  /** What an account takes with it when it gives back its record. */
  long[] luggage(Account account) {
    Image image = images[0];
    image.load(account);
    return image.pack();
  }

  /** What is left for one more call. */
  void headroom(Account account, long now, Headroom into) {
    into.unlimited();
    for (Account each : account.chain) {
      if (U.getLong(each.address + AccountRecord.HALTED) != 0) {
        into.none();
      } else {
        fit.headroom(each, now, into);
      }
    }
  }

  AccountView view(Account account, long now) {
    return fit.view(account, now);
  }
}
