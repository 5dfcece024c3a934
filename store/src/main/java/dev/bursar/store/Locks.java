package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The store's locks, one per stripe: words in the header that all processes see. A thread takes one
 * by swapping its process's token in. The word of a process that died is taken over, and what it
 * left half done is finished before anything else happens.
 *
 * <p>Who has one stripe changes that stripe's part of the books; who has all of them changes
 * anything. Who waits for them takes them in order; who has one tries the others at most, and never
 * waits for one: no two wait for each other.
 *
 * <p>Threading: any thread. Not reentrant. Never waits longer than the time-out for a live process
 * that keeps a word.
 */
final class Locks {
  /** Finishes what a dead owner of all stripes left. */
  interface Recovery {
    /** Called with all locks held; when it throws, the next owner tries again. */
    void recover();
  }

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int SPINS = 200;
  private static final int YIELDS = 20;
  private static final long PARK_NANOS = 50_000;
  private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long IMPATIENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final int MASK = Header.STRIPES - 1;

  // Two cache lines apart from each other and from all else: threads on different stripes would
  // else wait for each other.
  private static final int APART = 16;

  private final Processes processes;
  private final Journal[] journals;
  private final Recovery recovery;
  private final long token;
  private final long timeoutNanos;
  private final long centralPending;
  private final long generationWord;
  private final long inMap;
  private final long firstWord;
  private final long firstPending;
  private final long[] holders = new long[(Header.STRIPES + 2) * APART];

  /** Why nobody gets in; null while all do. */
  private volatile String barred;

  /** The memory that the locks lie in is gone. */
  private volatile boolean lost;

  private boolean closed;
  private volatile long stuckOwner;

  /** Under all locks. */
  private long generation; // 0 before the first

  Locks(
      Header header,
      Processes processes,
      Journals journals,
      Recovery recovery,
      long timeoutMillis) {
    this.processes = processes;
    this.journals = journals.ofStripe;
    this.recovery = recovery;
    this.token = processes.token();
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    this.centralPending = header.address(Header.PENDING);
    this.generationWord = header.address(Header.GENERATION);
    this.inMap = header.address(Header.IN_MAP);
    this.firstWord = header.address(Header.stripe(0) + Header.LOCK);
    this.firstPending = header.address(Header.stripe(0) + Header.STRIPE_PENDING);
  }

  /**
   * Takes any stripe, one that the thread usually gets for itself.
   *
   * @return its number
   * @throws StoreException when the store is closed or cannot be recovered, or a live process keeps
   *     the lock past the time-out; the lock is then not held
   */
  int enterAny() {
    long thread = ThreadNumber.current();
    int home = (int) (thread + processes.slot()) & MASK;
    for (int i = 0; i < Header.STRIPES; i++) {
      int stripe = (home + i) & MASK;
      long word = word(stripe);
      if (U.getLong(word) == 0 && U.compareAndSwapLong(null, word, 0, token)) {
        holders[holder(stripe)] = thread;
        finish(stripe);
        return stripe;
      }
    }
    enter(home);
    return home;
  }

  /**
   * Takes one stripe.
   *
   * @throws StoreException as {@link #enterAny}
   */
  void enter(int stripe) {
    acquire(stripe);
    finish(stripe);
  }

  // What a dead owner left. Of all stripes' owner it needs all locks; then this one is taken again.
  private void finish(int stripe) {
    if ((U.getLong(firstPending + Header.apart(stripe)) | U.getLong(centralPending)) == 0
        && barred == null) {
      return;
    }
    boolean finished = false;
    try {
      while (true) {
        failIfBarred();
        if (journals[stripe].isPending()) {
          journals[stripe].replay();
        }
        if (U.getLong(centralPending) == 0) {
          finished = true;
          return;
        }
        release(stripe);
        enterAll();
        leaveAll();
        acquire(stripe);
      }
    } finally {
      if (!finished) {
        releaseIfMine(stripe);
      }
    }
  }

  /** Gives a stripe back. What the thread left valid in its journal is finished first. */
  void leave(int stripe) {
    if (lost) {
      return;
    }
    try {
      if (U.getLong(firstPending + Header.apart(stripe)) != 0) {
        journals[stripe].replay();
      }
    } finally {
      release(stripe);
    }
  }

  /** Takes all stripes, and leaves what a dead owner left as it is. */
  void enterAllAsIs() {
    boolean entered = false;
    try {
      for (int i = 0; i < Header.STRIPES; i++) {
        acquire(i);
      }
      failIfBarred();
      entered = true;
    } finally {
      if (!entered) {
        releaseAll();
      }
    }
  }

  /**
   * Takes all stripes.
   *
   * @throws StoreException as {@link #enterAny}
   */
  void enterAll() {
    enterAllAsIs();
    boolean entered = false;
    try {
      for (int i = 0; i < Header.STRIPES; i++) {
        if (journals[i].isPending()) {
          journals[i].replay();
        }
      }
      if (!clean()) {
        recovery.recover();
      }
      entered = true;
    } finally {
      if (!entered) {
        releaseAll();
      }
    }
  }

  /**
   * Takes all other stripes besides the one that the thread has, if all are free, and nothing that
   * a dead owner left is to be finished first. Never waits: so who has one may ask for the others
   * in any order.
   *
   * @return whether all are held now; else still the one
   */
  boolean tryOthers(int stripe) {
    boolean entered = false;
    try {
      entered = takeOthers(stripe) && barred == null && clean();
    } finally {
      if (!entered) {
        releaseOthers(stripe);
      }
    }
    return entered;
  }

  private boolean takeOthers(int stripe) {
    long thread = ThreadNumber.current();
    for (int i = 0; i < Header.STRIPES; i++) {
      if (i != stripe) {
        if (U.getLong(word(i)) != 0 || !U.compareAndSwapLong(null, word(i), 0, token)) {
          return false;
        }
        holders[holder(i)] = thread;
        if (journals[i].isPending()) {
          return false;
        }
      }
    }
    return true;
  }

  private void releaseOthers(int stripe) {
    for (int i = Header.STRIPES - 1; i >= 0; i--) {
      if (i != stripe) {
        releaseIfMine(i);
      }
    }
  }

  private boolean clean() {
    return (U.getLong(inMap) | U.getLong(centralPending) | (U.getLong(generationWord) ^ generation))
        == 0;
  }

  /** Gives back what {@link #enterAllAsIs} took. */
  void leaveAllAsIs() {
    releaseAll();
  }

  /** Gives all stripes back. What the thread left valid in a journal is finished first. */
  void leaveAll() {
    if (lost) {
      return;
    }
    try {
      if (U.getLong(centralPending) != 0) {
        recovery.recover();
      }
    } finally {
      releaseAll();
    }
  }

  private void releaseAll() {
    for (int i = Header.STRIPES - 1; i >= 0; i--) {
      releaseIfMine(i);
    }
  }

  private void releaseIfMine(int stripe) {
    if (holders[holder(stripe)] == ThreadNumber.current()) {
      release(stripe);
    }
  }

  private void release(int stripe) {
    holders[holder(stripe)] = 0;
    U.putOrderedLong(null, word(stripe), 0);
  }

  private long word(int stripe) {
    return firstWord + Header.apart(stripe);
  }

  private static int holder(int stripe) {
    return (stripe + 1) * APART;
  }

  /**
   * Fails while nobody gets in.
   *
   * @throws StoreException says why
   */
  void failIfBarred() {
    String why = barred;
    if (why != null) {
      throw new StoreException(why);
    }
  }

  /** Lets no thread of this process in from now on; null lets them in again, until closing. */
  void bar(String why, boolean forGood) {
    lost |= forGood;
    if (!Objects.equals(why, barred)) {
      change(why, false);
    }
  }

  private synchronized void change(String why, boolean close) {
    if (!closed) {
      closed = close;
      barred = why;
    }
  }

  /** The generation of the names that this process has open. Under all locks. */
  void moved(long to) {
    generation = to;
  }

  private void acquire(int stripe) {
    long thread = ThreadNumber.current();
    // Read first: where the file was cut, this is an error, and the swap the end of the JVM.
    long word = word(stripe);
    if (U.getLong(word) != 0 || !U.compareAndSwapLong(null, word, 0, token)) {
      contend(stripe, thread);
    }
    holders[holder(stripe)] = thread;
  }

  // The yield is for an owner that lost its core: its critical section is 100 ns long.
  @SuppressWarnings("ThreadPriorityCheck")
  private void contend(int stripe, long thread) {
    long word = word(stripe);
    long start = System.nanoTime();
    long probed = start;
    for (int round = 0; ; round++) {
      U.loadFence();
      long owner = U.getLong(word);
      if (owner == 0
          ? U.compareAndSwapLong(null, word, 0, token)
          : owner == token && holders[holder(stripe)] == thread) {
        return; // a word that this very thread has is what an error left
      }
      if (round < SPINS) {
        continue;
      }
      long now = System.nanoTime();
      if (now - probed > PROBE_NANOS) {
        probed = now;
        if (owner != 0
            && owner != token
            && processes.isDead(owner)
            && U.compareAndSwapLong(null, word, owner, token)) {
          return;
        }
        failIfBarred();
        giveUpAfter(start, now, owner);
      }
      if (round < SPINS + YIELDS) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(PARK_NANOS);
      }
    }
  }

  // The first thread waits the whole time-out; those that come later must not add theirs.
  private void giveUpAfter(long start, long now, long owner) {
    long patience = owner == stuckOwner ? Math.min(IMPATIENT_NANOS, timeoutNanos) : timeoutNanos;
    if (owner != 0 && now - start > patience) {
      stuckOwner = owner;
      throw new StoreException(
          "no way into the store for "
              + TimeUnit.NANOSECONDS.toMillis(patience)
              + " ms: process "
              + processes.pid(owner)
              + " has its lock and is alive; let it run on (is it stopped?), or end it");
    }
  }

  /** No thread of this process gets in any more. Under all locks. */
  void close() {
    change("the store is closed: open it again", true);
  }
}
