package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many threads on one account, and what the hot path allocates. */
@Timeout(120)
class ConcurrencyTest {
  private static final int THREADS = 64;

  @TempDir Path dir;
  private Fixture f;

  @BeforeEach
  void open() {
    f = new Fixture(dir);
  }

  @AfterEach
  void soundAndClosed() {
    assertThat(f.ledger.verify().problems()).isEmpty();
    f.close();
  }

  private interface Work {
    void run(int thread) throws Exception;
  }

  private static void inThreads(Work work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        done.add(
            threads.submit(
                () -> {
                  start.await();
                  work.run(thread);
                  return null;
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void exactlyAsManySucceedAsFit() throws Exception {
    Account root = f.root(Limit.USD, 1_000);
    Account leaf = f.ledger.account("leaf", root, Fixture.limit(Limit.CALLS, 1_500));
    AtomicLong reserved = new AtomicLong();
    inThreads(
        thread -> {
          Shortfall shortfall = new Shortfall();
          for (int i = 0; i < 40; i++) {
            if (f.ledger.reserve(leaf, 1, 0, 0, 0, shortfall) != 0) {
              reserved.incrementAndGet();
            }
          }
        });
    assertThat(reserved).hasValue(1_000);
    assertThat(f.view("root").held().usdNanos()).isEqualTo(1_000);
    assertThat(f.view("leaf").held().calls()).isEqualTo(1_000);
  }

  @Test
  void sumsAreExactWhateverTheThreadsDo() throws Exception {
    Account root = f.root(Limit.USD, 1L << 50);
    Account leaf = f.ledger.account("leaf", root, Limits.unlimited());
    AtomicLong usd = new AtomicLong();
    AtomicLong calls = new AtomicLong();
    inThreads(
        thread -> {
          SplittableRandom random = new SplittableRandom(thread);
          Shortfall shortfall = new Shortfall();
          for (int i = 0; i < 2_000; i++) {
            int held = random.nextInt(100);
            long hold = f.ledger.reserve(thread % 2 == 0 ? leaf : root, held, 1, 1, 0, shortfall);
            int used = random.nextInt(200);
            switch (random.nextInt(4)) {
              case 0 -> f.ledger.release(hold);
              case 1 -> {
                f.ledger.charge(hold);
                usd.addAndGet(held);
                calls.incrementAndGet();
              }
              case 2 -> {
                f.ledger.reject(hold);
                calls.incrementAndGet();
              }
              default -> {
                f.ledger.sent(hold);
                f.ledger.settle(hold, used, 1, 1);
                usd.addAndGet(used);
                calls.incrementAndGet();
              }
            }
            assertThat(f.ledger.settle(hold, 1, 1, 1)).isFalse();
          }
        });
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(usd.get());
    assertThat(f.view("root").spent().calls()).isEqualTo(calls.get());
    assertThat(f.view("root").held().calls()).isZero();
    assertThat(f.ledger.strayEnds()).isEqualTo(THREADS * 2_000L);
  }

  @Test
  void oneHoldEndsOnce() throws Exception {
    Account root = f.root(Limit.USD, 1L << 50);
    for (int round = 0; round < 20; round++) {
      long hold = f.reserveUsd(root, 10);
      AtomicLong ended = new AtomicLong();
      inThreads(
          thread -> {
            if (thread % 2 == 0 ? f.ledger.charge(hold) : f.ledger.release(hold)) {
              ended.incrementAndGet();
            }
          });
      assertThat(ended).hasValue(1);
    }
  }

  @Test
  void underALimitOnCallsInFlightAllGetTheirTurn() throws Exception {
    Account root = f.root(Limit.IN_FLIGHT, 3);
    AtomicLong inside = new AtomicLong();
    inThreads(
        thread -> {
          Shortfall shortfall = new Shortfall();
          long hold = f.ledger.reserve(root, 0, 0, 0, 0, shortfall);
          while (hold == 0) {
            f.ledger.await(shortfall, 60_000);
            hold = f.ledger.reserve(root, 0, 0, 0, 0, shortfall);
          }
          assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(3);
          inside.decrementAndGet();
          f.ledger.settle(hold, 0, 0, 0);
        });
    assertThat(f.view("root").spent().calls()).isEqualTo(THREADS);
  }

  @Test
  void oneNameMadeByManyThreadsIsOneAccount() throws Exception {
    inThreads(thread -> f.ledger.account("same", null, Limits.unlimited()));
    assertThat(f.ledger.accounts()).hasSize(1);
  }

  @Test
  void theHotPathAllocatesNothing() {
    Account root = f.root(Limit.USD, 1L << 50);
    Account leaf = f.ledger.account("leaf", root, Fixture.limit(Limit.TOKENS, 1L << 50));
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Account tight = f.ledger.account("tight", root, Fixture.limit(Limit.USD, 0));
    run(leaf, tight, 20_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(leaf, tight, 10_000);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private void run(Account leaf, Account tight, int times) {
    for (int i = 0; i < times; i++) {
      long hold = f.ledger.reserve(leaf, 10, 10, 10, 0, f.shortfall);
      f.ledger.sent(hold);
      f.ledger.settle(hold, 5, 5, 5);
      if (f.ledger.reserve(tight, 1, 0, 0, 0, f.shortfall) != 0) {
        throw new AssertionError();
      }
    }
  }

  @Test
  void interruptedThreadsReserveAndAppendAllTheSame() {
    Account root = f.root(Limit.USD, 100);
    Thread.currentThread().interrupt();
    try {
      long hold = f.reserveUsd(root, 10);
      f.ledger.settle(hold, 5, 0, 0);
      f.store.calls().append(CallRecord.builder(1, CallRecord.Outcome.SETTLED).build());
      assertThat(f.ledger.verify().processes()).isEqualTo(1);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(f.usdLeft(root)).isEqualTo(95);
  }

  /** Up to Java 18 an app's threads may all say that they are number 1. */
  @Test
  void threadsThatLieAboutTheirNumberLoseNothing() throws Exception {
    Account root = f.root(Limit.USD, 1L << 50);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          new Thread() {
            @Override
            public long getId() {
              return 1;
            }

            @Override
            public void run() {
              Shortfall shortfall = new Shortfall();
              for (int call = 0; call < 20_000; call++) {
                f.ledger.settle(f.ledger.reserve(root, 3, 1, 1, 0, shortfall), 2, 1, 1);
              }
            }
          });
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(8 * 20_000 * 2);
    assertThat(f.ledger.verify().problems()).isEmpty();
  }
}
