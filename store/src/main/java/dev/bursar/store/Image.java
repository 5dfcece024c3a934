package dev.bursar.store;

import static dev.bursar.store.AccountRecord.CENTRAL_CHECK;
import static dev.bursar.store.AccountRecord.COPY_CHECK;
import static dev.bursar.store.AccountRecord.ESTIMATED;
import static dev.bursar.store.AccountRecord.FIRST_CALL;
import static dev.bursar.store.AccountRecord.GRANTED_USD;
import static dev.bursar.store.AccountRecord.HELD_CALLS;
import static dev.bursar.store.AccountRecord.HELD_INPUT;
import static dev.bursar.store.AccountRecord.HELD_OUTPUT;
import static dev.bursar.store.AccountRecord.HELD_RETRIES;
import static dev.bursar.store.AccountRecord.HELD_USD;
import static dev.bursar.store.AccountRecord.PER;
import static dev.bursar.store.AccountRecord.REFUSED;
import static dev.bursar.store.AccountRecord.SERIAL;
import static dev.bursar.store.AccountRecord.SPENT_CALLS;
import static dev.bursar.store.AccountRecord.SPENT_INPUT;
import static dev.bursar.store.AccountRecord.SPENT_OUTPUT;
import static dev.bursar.store.AccountRecord.SPENT_RETRIES;
import static dev.bursar.store.AccountRecord.SPENT_USD;
import static dev.bursar.store.AccountRecord.TOOL_CALLS;
import static dev.bursar.store.AccountRecord.WINDOW_END;
import static dev.bursar.store.AccountRecord.WINDOW_START;

import dev.bursar.store.memory.Unsafe;

/**
 * A copy of one account's record, to be changed at leisure: what differs in the end goes into a
 * transaction. For all changes that more than one stripe takes part in.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class Image {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int WORDS = AccountRecord.BYTES / Long.BYTES;
  private static final int CENTRAL_WORDS = CENTRAL_CHECK / Long.BYTES;
  private static final int[] SPENT = {
    SPENT_USD, SPENT_INPUT, SPENT_OUTPUT, SPENT_CALLS, SPENT_RETRIES, ESTIMATED
  };

  private static final int[] PACKED = {
    WINDOW_START, WINDOW_END, GRANTED_USD, FIRST_CALL, REFUSED, TOOL_CALLS, AccountRecord.RUNS
  };

  /** What each stripe may take. */
  final Quotas quotas = new Quotas(this);

  private final long[] words = new long[WORDS];
  private Account account;

  /**
   * Takes a copy.
   *
   * @throws StoreException when the record was changed by anything but the store
   */
  void load(Account of) {
    loadAsItIs(of);
    if (!centralIsWhole()) {
      throw damaged(of.name());
    }
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      if (!partIsWhole(stripe)) {
        throw damaged(of.name());
      }
    }
  }

  /** Takes a copy without a look at it. */
  void loadAsItIs(Account of) {
    account = of;
    for (int i = 0; i < WORDS; i++) {
      words[i] = U.getLong(of.address + (long) i * Long.BYTES);
    }
  }

  boolean centralIsWhole() {
    return words[CENTRAL_WORDS] == centralCheck();
  }

  boolean partIsWhole(int stripe) {
    return get(stripe, COPY_CHECK) == copyCheck(stripe) && AccountRecord.isSerial(serial(stripe));
  }

  /** Puts one wrong word right; false where it is more than one. */
  boolean mendCentral() {
    return Check.mend(
        words, 0, CENTRAL_WORDS, AccountRecord.centralSalt(account.index), Limits.MAX);
  }

  /** As {@link #mendCentral}. */
  boolean mendPart(int stripe) {
    long serial = serial(stripe);
    for (int i = 0; i < AccountRecord.choices(); i++) {
      set(stripe, SERIAL, AccountRecord.choose(serial, i));
      if (partIsWhole(stripe)) {
        return true;
      }
    }
    set(stripe, SERIAL, AccountRecord.isSerial(serial) ? serial : AccountRecord.choose(serial, 0));
    return mendCopies(stripe);
  }

  private boolean mendCopies(int stripe) {
    int count = AccountRecord.CHECKED_WORDS;
    long[] all = new long[count + 1];
    for (int i = 0; i < count; i++) {
      all[i] = words[checked(stripe, i)];
    }
    all[count] = get(stripe, COPY_CHECK);
    long salt = AccountRecord.copySalt(account.index, stripe, serial(stripe));
    boolean mended = Check.mend(all, 0, count, salt, AccountRecord.MAX_PART);
    for (int i = 0; i < count; i++) {
      words[checked(stripe, i)] = all[i];
    }
    return mended;
  }

  String name() {
    return AccountRecord.name(words);
  }

  void name(String name) {
    long[] fresh = AccountRecord.words(AccountRecord.key(name), -1, AccountRecord.FOR_GOOD, 0, 0);
    for (int at = AccountRecord.NAME_LENGTH; at < AccountRecord.REASON_LENGTH; at += Long.BYTES) {
      set(at, fresh[at / Long.BYTES]);
    }
  }

  static StoreException damaged(String account) {
    return new StoreException(
        "the record of account "
            + account
            + " was changed by something else than Bursar: java -jar bursar.jar doctor tells more,"
            + " and doctor --repair mends it");
  }

  /** Starts with a new record. */
  void init(Account of, long[] fresh) {
    account = of;
    System.arraycopy(fresh, 0, words, 0, WORDS);
  }

  long get(int offset) {
    return words[offset / Long.BYTES];
  }

  void set(int offset, long value) {
    words[offset / Long.BYTES] = value;
  }

  // What a stripe spent and holds, in the copies that count; what it may take, in its part.
  private int index(int stripe, int offset) {
    int at = AccountRecord.part(stripe) + AccountRecord.counting(offset, serial(stripe));
    return at / Long.BYTES;
  }

  private int checked(int stripe, int word) {
    int at = AccountRecord.part(stripe) + AccountRecord.checked(word, serial(stripe));
    return at / Long.BYTES;
  }

  private long serial(int stripe) {
    return words[(AccountRecord.part(stripe) + SERIAL) / Long.BYTES];
  }

  long get(int stripe, int offset) {
    return words[index(stripe, offset)];
  }

  void set(int stripe, int offset, long value) {
    words[index(stripe, offset)] = value;
  }

  private void add(int stripe, int offset, long amount) {
    set(stripe, offset, get(stripe, offset) + amount);
  }

  // What is too much for one stripe's part goes to the others: only their sum says anything.
  void spend(int stripe, int offset, long amount) {
    long left = amount;
    for (int i = 0; i < Header.STRIPES && left != 0; i++) {
      int taker = (stripe + i) % Header.STRIPES;
      long taken = Math.min(left, AccountRecord.MAX_PART - get(taker, offset));
      add(taker, offset, taken);
      left -= taken;
    }
  }

  /** All that was spent, and since when: what a run's account takes with it. */
  long[] pack() {
    long[] packed = new long[PACKED.length + SPENT.length];
    for (int i = 0; i < PACKED.length; i++) {
      packed[i] = get(PACKED[i]);
    }
    for (int i = 0; i < SPENT.length; i++) {
      for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
        packed[PACKED.length + i] += get(stripe, SPENT[i]);
      }
    }
    return packed;
  }

  /** The reverse of {@link #pack}, on a new record. */
  void unpack(long[] packed) {
    for (int i = 0; i < PACKED.length; i++) {
      set(PACKED[i], packed[i]);
    }
    for (int i = 0; i < SPENT.length; i++) {
      spend(0, SPENT[i], packed[PACKED.length + i]);
    }
  }

  /** Starts a new window where the last is over. A window never goes back. */
  void openIfOver(long now) {
    if (now < get(WINDOW_END)) {
      return;
    }
    Per per = Per.at((int) get(PER));
    set(WINDOW_START, per.start(now));
    set(WINDOW_END, per.end(now));
    set(GRANTED_USD, 0);
    set(FIRST_CALL, 0);
    set(REFUSED, 0);
    set(TOOL_CALLS, 0);
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      for (int offset : SPENT) {
        set(stripe, offset, 0);
      }
    }
  }

  /** The start of a hold. */
  void hold(int stripe, long now, long usd, long input, long output, long retries) {
    if (get(FIRST_CALL) == 0) {
      set(FIRST_CALL, now);
    }
    putHeld(stripe, usd, input, output, 1, retries);
  }

  /** The end of a hold: held goes down, spent goes up. */
  void end(
      int stripe,
      long hold,
      long usd,
      long input,
      long output,
      long calls,
      long retries,
      long estimated) {
    putHeld(
        stripe,
        -U.getLong(hold + Holds.USD),
        -U.getLong(hold + Holds.INPUT),
        -U.getLong(hold + Holds.OUTPUT),
        -1,
        -Holds.retries(hold));
    spend(stripe, SPENT_USD, usd);
    spend(stripe, SPENT_INPUT, input);
    spend(stripe, SPENT_OUTPUT, output);
    spend(stripe, SPENT_CALLS, calls);
    spend(stripe, SPENT_RETRIES, retries);
    spend(stripe, ESTIMATED, estimated);
  }

  private void putHeld(int stripe, long usd, long input, long output, long calls, long retries) {
    add(stripe, HELD_USD, usd);
    add(stripe, HELD_INPUT, input);
    add(stripe, HELD_OUTPUT, output);
    add(stripe, HELD_CALLS, calls);
    add(stripe, HELD_RETRIES, retries);
  }

  void refused() {
    set(REFUSED, Math.min(Limits.MAX, get(REFUSED) + 1));
  }

  void toolCall() {
    set(TOOL_CALLS, Math.min(Limits.MAX, get(TOOL_CALLS) + 1));
  }

  void grant(long usd) {
    set(GRANTED_USD, Math.min(Limits.MAX, get(GRANTED_USD) + usd));
  }

  void halt(String reason) {
    long[] text = AccountRecord.reasonWords(reason);
    System.arraycopy(text, 0, words, AccountRecord.REASON_LENGTH / Long.BYTES, text.length);
    set(AccountRecord.HALTED, 1);
  }

  void resume() {
    set(AccountRecord.HALTED, 0);
  }

  /** New limits. A new kind of window goes on with what is spent. */
  void limit(Limits limits, long now) {
    for (int i = 0; i < Limit.count(); i++) {
      set(AccountRecord.limit(Limit.at(i)), limits.get(Limit.at(i)));
    }
    if (limits.per().number != get(PER)) {
      set(PER, limits.per().number);
      // Never 0 again: that says of an account that it has counted since it was made.
      set(WINDOW_START, Math.max(1, limits.per().start(now)));
      set(WINDOW_END, limits.per().end(now));
    }
  }

  private long centralCheck() {
    long sum = AccountRecord.centralSalt(account.index);
    for (int i = 0; i < CENTRAL_WORDS; i++) {
      sum += words[i] * Check.factor(i);
    }
    return sum;
  }

  private long copyCheck(int stripe) {
    long sum = AccountRecord.copySalt(account.index, stripe, serial(stripe));
    for (int i = 0; i < AccountRecord.CHECKED_WORDS; i++) {
      sum += words[checked(stripe, i)] * Check.factor(i);
    }
    return sum;
  }

  // Until when stripes may reserve on their own.
  private long until() {
    long first = get(FIRST_CALL);
    if (first == 0 || get(AccountRecord.HALTED) != 0) {
      return 0;
    }
    long time = get(AccountRecord.limit(Limit.TIME));
    return Math.min(get(WINDOW_END), time > Long.MAX_VALUE - first ? time : first + time);
  }

  private void seal() {
    set(AccountRecord.UNTIL, until());
    set(CENTRAL_CHECK, centralCheck());
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      set(stripe, COPY_CHECK, copyCheck(stripe));
    }
  }

  /**
   * Takes what differs from the record into a transaction.
   *
   * @param n how many words it has
   * @return how many it has now
   */
  int diff(Journal journal, int n) {
    seal();
    int m = n;
    for (int i = 0; i < WORDS; i++) {
      if (words[i] != U.getLong(account.address + (long) i * Long.BYTES)) {
        m = journal.put(m, account.place + (long) i * Long.BYTES, words[i]);
      }
    }
    return m;
  }
}
