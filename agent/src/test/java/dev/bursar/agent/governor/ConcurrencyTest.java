package dev.bursar.agent.governor;

import static dev.bursar.agent.governor.Bench.CHAT;
import static dev.bursar.agent.governor.Bench.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.governor.Bench.Sent;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Caps under many threads, judged by a meter beside the ledger. */
class ConcurrencyTest {
  private static final Pattern CLAMP = Pattern.compile("\"max_completion_tokens\":(\\d+)");

  /** What a provider would bill: no more output than the limit it was sent. */
  private static long bill(Sent sent, long wanted) {
    Matcher clamp = CLAMP.matcher(sent.body() == null ? "" : sent.body());
    return clamp.find() ? Math.min(wanted, Long.parseLong(clamp.group(1))) : wanted;
  }

  @ParameterizedTest
  @CsvSource({"1, 95", "64, 90"})
  void aCapIsNeverPassedAndNearlyUsedUp(int threads, long percent) throws Exception {
    long cap = 500_000_000;
    Bench bench =
        new Bench(
            Limits.builder().limit(Limit.USD, cap).build(), Policy.builder().waitMillis(60_000));
    AtomicLong meter = new AtomicLong();
    AtomicLong refusals = new AtomicLong();
    // Uncapped calls of 200 to 600 output tokens: 2 to 6 million nano-dollars each.
    run(
        threads,
        () -> {
          while (refusals.get() == 0) {
            Sent sent = bench.send(CHAT);
            if (sent.refused()) {
              refusals.incrementAndGet();
              break;
            }
            long output = bill(sent, 200 + ThreadLocalRandom.current().nextLong(400));
            meter.addAndGet(usd(8, output));
            sent.answer(Bench.usage(8, output));
          }
          return null;
        });

    assertThat(meter.get()).isLessThanOrEqualTo(cap);
    assertThat(meter.get() * 100 / cap)
        .as("percent of the cap used")
        .isGreaterThanOrEqualTo(percent);
    assertThat(bench.view().spent().usdNanos()).isEqualTo(meter.get());
    assertThat(bench.view().held().calls()).isZero();
    assertThat(bench.faults).isEmpty();
  }

  @Test
  void callsAreCountedExactlyUnderManyThreads() throws Exception {
    Bench bench = new Bench(Limits.builder().limit(Limit.CALLS, 50).build());
    AtomicLong passed = new AtomicLong();
    run(
        32,
        () -> {
          for (int i = 0; i < 5; i++) {
            Sent sent = bench.send(CHAT);
            if (!sent.refused()) {
              passed.incrementAndGet();
              sent.answer(Bench.usage(8, 5));
            }
          }
          return null;
        });
    assertThat(passed.get()).isEqualTo(50);
    assertThat(bench.view().refused()).isEqualTo(110);
    assertThat(bench.records()).hasSize(160);
  }

  @Test
  void inFlightIsWaitedForNotRefused() throws Exception {
    Bench bench =
        new Bench(
            Limits.builder().limit(Limit.IN_FLIGHT, 2).build(),
            Policy.builder().waitMillis(60_000));
    AtomicLong most = new AtomicLong();
    AtomicLong now = new AtomicLong();
    run(
        16,
        () -> {
          for (int i = 0; i < 20; i++) {
            Sent sent = bench.send(CHAT);
            assertThat(sent.refused()).isFalse();
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            now.decrementAndGet();
            sent.answer(Bench.usage(8, 5));
          }
          return null;
        });
    assertThat(most.get()).isLessThanOrEqualTo(2);
    assertThat(bench.view().spent().calls()).isEqualTo(320);
  }

  @Test
  void seriallyNoCallIsRefusedWhoseTrueCostFits() {
    // The recorded loop of 60 + 60 n input and 40 output tokens; here each answer takes what it
    // takes, up to what it was sent.
    long cap = usd(5_000, 2_000);
    Bench bench =
        new Bench(Limits.builder().limit(Limit.USD, cap).build(), Policy.builder().minOutput(1));
    long spent = 0;
    while (true) {
      Sent sent = bench.send(CHAT);
      if (sent.refused()) {
        break;
      }
      long output = bill(sent, 100);
      spent += usd(8, output);
      sent.answer(Bench.usage(8, output));
    }
    assertThat(spent).isLessThanOrEqualTo(cap);
    // What is left pays for no further call of one token, up to the few tokens of the input bound.
    assertThat(cap - spent).isLessThan(usd(8 + 8, 1));
  }

  private static void run(int threads, Callable<Void> work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(executor.submit(work));
      }
      for (Future<Void> each : all) {
        each.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }
}
