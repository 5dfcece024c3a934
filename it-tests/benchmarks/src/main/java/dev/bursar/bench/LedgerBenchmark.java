package dev.bursar.bench;

import dev.bursar.store.Ledger;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** One call's way through the ledger, on three accounts, in every unit. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
      "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
      "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
      "-Dslf4j.internal.verbosity=ERROR"
    })
public class LedgerBenchmark {
  /** Only JMH makes one. */
  public LedgerBenchmark() {}

  /** The pair: reserve, settle. */
  @Benchmark
  public long reserveSettle(LedgerState state, Payer payer) {
    Ledger ledger = state.ledger();
    return settle(ledger, reserve(ledger, payer));
  }

  /** What a call does: reserve, sent, settle. */
  @Benchmark
  public long reserveSentSettle(LedgerState state, Payer payer) {
    Ledger ledger = state.ledger();
    long hold = reserve(ledger, payer);
    if (!ledger.sent(hold)) {
      throw new IllegalStateException("the hold has gone");
    }
    return settle(ledger, hold);
  }

  /** A call that does not fit. */
  @Benchmark
  public long refusal(LedgerState state, Payer payer) {
    long hold =
        state
            .ledger()
            .reserve(
                state.exhausted(),
                Call.HELD_USD,
                Call.HELD_INPUT,
                Call.HELD_OUTPUT,
                Call.RETRIES,
                payer.shortfall);
    if (hold != 0) {
      throw new IllegalStateException("not refused");
    }
    return hold;
  }

  private static long reserve(Ledger ledger, Payer payer) {
    return ledger.reserve(
        payer.account,
        Call.HELD_USD,
        Call.HELD_INPUT,
        Call.HELD_OUTPUT,
        Call.RETRIES,
        payer.shortfall);
  }

  private static long settle(Ledger ledger, long hold) {
    if (!ledger.settle(hold, Call.USED_USD, Call.USED_INPUT, Call.USED_OUTPUT)) {
      throw new IllegalStateException("refused");
    }
    return hold;
  }
}
