package dev.bursar.store.history;

import dev.bursar.store.Account;
import dev.bursar.store.AccountView;
import dev.bursar.store.Ledger;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import dev.bursar.store.Shortfall;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Rounds of a few calls each, by two threads at once, on accounts whose root has a small cap. */
final class Rounds {
  private static final int THREADS = 2;
  private static final int CALLS = 12;
  private static final long ROOM = 8;
  private static final long MOST = 4;

  private final Ledger ledger;
  private final ExecutorService threads;
  private final AtomicLong stamps = new AtomicLong();
  private final AtomicInteger arrived = new AtomicInteger();
  private int round;
  private final SplittableRandom random = new SplittableRandom(11);

  Rounds(Ledger ledger, ExecutorService threads) {
    this.ledger = ledger;
    this.threads = threads;
  }

  /** What happened in a round: {@code spent} was there before, and nothing was held. */
  record Round(long limit, long spent, List<Call> calls) {}

  /** One round; its holds have all ended afterwards. */
  Round next() throws Exception {
    long spent = ledger.view(ledger.account("root", null, limit(0))).spent().usdNanos();
    Account root = ledger.account("root", null, limit(spent + ROOM));
    List<Account> leaves = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      leaves.add(ledger.account("leaf-" + i, root, Limits.unlimited()));
    }
    round++;
    List<Callable<List<Call>>> work = new ArrayList<>();
    for (Account leaf : leaves) {
      SplittableRandom own = random.split();
      work.add(() -> new Caller(root, leaf, own).calls());
    }
    List<Call> all = new ArrayList<>();
    for (Future<List<Call>> done : threads.invokeAll(work)) {
      all.addAll(done.get());
    }
    return new Round(spent + ROOM, spent, all);
  }

  private static Limits limit(long usd) {
    return Limits.builder().limit(Limit.USD, usd).build();
  }

  /** What one thread does in a round. */
  private final class Caller {
    private final Account root;
    private final Account leaf;
    private final SplittableRandom random;
    private final Shortfall shortfall = new Shortfall();
    private final List<Call> calls = new ArrayList<>();
    private long hold;
    private long held;

    Caller(Account root, Account leaf, SplittableRandom random) {
      this.root = root;
      this.leaf = leaf;
      this.random = random;
    }

    List<Call> calls() {
      meet();
      for (int i = 0; i < CALLS; i++) {
        if (hold != 0) {
          end();
        } else if (random.nextInt(4) == 0) {
          view();
        } else {
          reserve();
        }
      }
      if (hold != 0) {
        end();
      }
      return calls;
    }

    // Both threads run when they have met: a barrier that wakes them would be slower than a call.
    @SuppressWarnings("ThreadPriorityCheck")
    private void meet() {
      arrived.incrementAndGet();
      while (arrived.get() < round * THREADS) {
        Thread.yield();
      }
    }

    private void reserve() {
      held = 1 + random.nextLong(MOST);
      long began = stamps.incrementAndGet();
      hold = ledger.reserve(leaf, held, 0, 0, 0, shortfall);
      calls.add(Call.reserve(held, hold != 0, began, stamps.incrementAndGet()));
    }

    private void end() {
      // Now and then more than was held: a debt.
      long bill = random.nextInt(16) == 0 ? held + 2 : random.nextLong(held + 1);
      long began = stamps.incrementAndGet();
      boolean ended = ledger.settle(hold, bill, 0, 0);
      calls.add(Call.end(ended ? held : Long.MAX_VALUE, bill, began, stamps.incrementAndGet()));
      hold = 0;
    }

    private void view() {
      long began = stamps.incrementAndGet();
      AccountView view = ledger.view(root);
      long ended = stamps.incrementAndGet();
      calls.add(Call.view(view.spent().usdNanos(), view.held().usdNanos(), began, ended));
    }
  }
}
