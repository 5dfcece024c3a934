package dev.bursar.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a damaged ledger sound again, never in the spender's favour: what is not known any more
 * counts as spent, or halts its account. Each account changes in one transaction, so a repair that
 * was ended in the middle can be done again.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class Repair {
  static final String REASON = "record repaired: check limits, then resume";

  private final Header header;
  private final Journals journals;
  private final Names names;
  private final Accounts accounts;
  private final Holds holds;
  private final long now;
  private final List<String> done = new ArrayList<>();
  private final Image image = new Image();

  Repair(Header header, Journals journals, Names names, Accounts accounts, Holds holds, long now) {
    this.header = header;
    this.journals = journals;
    this.names = names;
    this.accounts = accounts;
    this.holds = holds;
    this.now = now;
  }

  /** Does all that is needed; tells what it did, one sentence each. */
  List<String> run() {
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      finish(journals.ofStripe[stripe], "stripe " + stripe);
    }
    finish(journals.central, "all stripes");
    new Counters(header, accounts, done).repair();
    Set<String> known = new HashSet<>();
    for (int i = 0; i < accounts.count(); i++) {
      repairRecord(i, known);
    }
    new RunCheck(header, accounts, done).repair(this::change);
    HeldSums sums = new HeldSums(header, accounts, holds, done);
    for (int i = accounts.count() - 1; i >= 0; i--) {
      adjust(accounts.at(i), sums);
    }
    sums.free();
    raiseParents();
    header.publish(Header.IN_MAP, 0);
    names.rebuild(accounts);
    done.add("the names of the accounts were written anew from their records");
    return done;
  }

  private void finish(Journal journal, String whose) {
    try {
      journal.replay();
    } catch (StoreException e) {
      journal.clear();
      done.add("the journal of " + whose + " was damaged and is empty now");
    }
  }

  private void repairRecord(int index, Set<String> known) {
    Account raw = new Account(accounts, index, "", null, accounts.address(index));
    image.loadAsItIs(raw);
    String what = "the record of account " + index;
    boolean certain = true;
    boolean changed = false;
    if (!image.centralIsWhole()) {
      changed = true;
      certain = image.mendCentral();
      if (!certain) {
        makePlausible(index);
      }
      done.add(what + (certain ? ": what is the same for all stripes was put right" : ": is new"));
    }
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      if (!image.partIsWhole(stripe)) {
        changed = true;
        boolean mended = image.mendPart(stripe);
        if (!mended) {
          makePlausible(stripe, AccountRecord.SPENT_USD, AccountRecord.ESTIMATED);
          makePlausible(stripe, AccountRecord.HELD_USD, AccountRecord.HELD_RETRIES);
        }
        certain &= mended;
        done.add(what + ": stripe " + stripe + (mended ? " was put right" : " is a guess"));
      }
    }
    boolean free = image.get(AccountRecord.OWNER) == AccountRecord.NOBODY;
    if (!free && !known.add(nameOf())) {
      image.name("damaged-" + index + "-" + now);
      known.add(nameOf());
      certain = false;
      changed = true;
    }
    if (!certain) {
      image.halt(REASON);
      done.add(what + " (" + nameOf() + "): halted, for not all of it is known any more");
    }
    if (changed) {
      commit();
    }
  }

  /** Changes one account, and says so where that makes a difference. */
  private void change(int index, CentralBooks.Change change, String what) {
    image.loadAsItIs(new Account(accounts, index, "", null, accounts.address(index)));
    change.on(image);
    int n = image.diff(journals.central, 0);
    if (n != 0) {
      journals.central.commit(n);
      done.add("account " + index + " (" + nameOf() + "): " + what);
    }
  }

  private String nameOf() {
    return image.name();
  }

  private void commit() {
    journals.central.commit(image.diff(journals.central, 0));
  }

  // No word is known to be right: each becomes one that can be, and nothing is granted.
  private void makePlausible(int index) {
    String name = isName(image.name()) ? image.name() : "damaged-" + index + "-" + now;
    long parent = image.get(AccountRecord.PARENT);
    image.name(name);
    image.set(AccountRecord.PARENT, parent < -1 || parent >= accounts.count() ? -1 : parent);
    image.set(AccountRecord.OWNER, AccountRecord.FOR_GOOD);
    image.set(AccountRecord.GENERATION, Math.max(0, image.get(AccountRecord.GENERATION)));
    image.set(AccountRecord.NEXT_FREE, 0);
    image.set(AccountRecord.RUNS, now); // a number that none has had
    for (int i = 0; i < Limit.count(); i++) {
      int at = AccountRecord.limit(Limit.at(i));
      long limit = image.get(at);
      image.set(at, limit == Limits.NONE ? limit : Math.max(0, Math.min(limit, Limits.MAX)));
    }
    long per = image.get(AccountRecord.PER);
    Per window = Per.at(per < 0 || per > Per.MONTH.number ? 0 : (int) per);
    image.set(AccountRecord.PER, window.number);
    image.set(AccountRecord.GRANTED_USD, 0);
    image.set(AccountRecord.WINDOW_START, window.start(now));
    image.set(AccountRecord.WINDOW_END, window.end(now));
    image.set(
        AccountRecord.FIRST_CALL, Math.max(1, Math.min(image.get(AccountRecord.FIRST_CALL), now)));
    for (int counter : new int[] {AccountRecord.REFUSED, AccountRecord.TOOL_CALLS}) {
      image.set(counter, Math.max(0, Math.min(image.get(counter), Limits.MAX)));
    }
  }

  private static boolean isName(String name) {
    try {
      AccountRecord.key(name);
      return StandardCharsets.UTF_8.newEncoder().canEncode(name) && name.indexOf('\uFFFD') < 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void makePlausible(int stripe, int from, int to) {
    for (int at = from; at <= to; at += Long.BYTES) {
      long value = image.get(stripe, at);
      image.set(stripe, at, value < 0 ? 0 : Math.min(value, AccountRecord.MAX_PART));
    }
  }

  /** Held becomes what the intact holds hold; what was held beyond that is spent. */
  private void adjust(Account account, HeldSums sums) {
    image.loadAsItIs(account);
    boolean changed = false;
    for (int unit = 0; unit < HeldSums.UNITS; unit++) {
      long more = 0;
      for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
        long held = image.get(stripe, HeldSums.HELD[unit]);
        long sum = sums.of(stripe, account.index, unit);
        changed |= held != sum;
        more += held - sum;
        image.set(stripe, HeldSums.HELD[unit], sum);
      }
      // A guess that is larger than any hold would only make the account useless.
      if (more > 0 && more <= Holds.MAX_AMOUNT) {
        image.spend(0, HeldSums.SPENT[unit], more);
        done.add(
            "account "
                + account.name()
                + ": "
                + more
                + " "
                + Verification.UNITS[unit]
                + " were held by no intact hold and are spent now");
      }
    }
    if (changed || !image.quotas.hold()) {
      done.add("account " + account.name() + ": what it holds and may take was reckoned anew");
      image.quotas.deal();
      commit();
    }
  }

  // From the lowest level up: each child is right when its parent is looked at.
  private void raiseParents() {
    for (int level = Account.MAX_DEPTH; level > 0; level--) {
      for (int i = 0; i < accounts.count(); i++) {
        Account parent = accounts.at(i);
        if (parent.chain.length == level && Verification.isForever(parent)) {
          raise(parent);
        }
      }
    }
  }

  private void raise(Account parent) {
    image.loadAsItIs(parent);
    boolean changed = false;
    for (int unit = 0; unit < HeldSums.UNITS; unit++) {
      long children = 0;
      for (int i = 0; i < accounts.count(); i++) {
        if (accounts.at(i).parent() == parent) {
          children += Verification.spent(accounts.at(i), HeldSums.SPENT[unit]);
        }
      }
      long less = children - Verification.spent(parent, HeldSums.SPENT[unit]);
      if (less > 0) {
        changed = true;
        image.spend(0, HeldSums.SPENT[unit], less);
        done.add(
            "account "
                + parent.name()
                + ": spent goes up by "
                + less
                + " "
                + Verification.UNITS[unit]
                + " to what its children have");
      }
    }
    if (changed) {
      image.quotas.deal();
      commit();
    }
  }
}
