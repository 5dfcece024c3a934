package dev.bursar.bench;

import io.github.bucket4j.local.SynchronizationStrategy;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What is measured, in the order in which a round goes through it. */
enum Arm {
  PAIR(LedgerBenchmark.class, "reserveSettle", 1, "shared", Shared.ACCOUNT),
  BUCKET(BucketBenchmark.class, "consumeRefund", 1, "strategy", SynchronizationStrategy.LOCK_FREE),
  BUCKETS(
      BucketBenchmark.class,
      "consumeRefundOnThreeLevels",
      1,
      "strategy",
      SynchronizationStrategy.LOCK_FREE),
  BUCKET_SYNCHRONIZED(
      BucketBenchmark.class, "consumeRefund", 1, "strategy", SynchronizationStrategy.SYNCHRONIZED),
  REDIS(RedisBenchmark.class, "reserveSettle", 1, null, null),
  REFUSAL(LedgerBenchmark.class, "refusal", 1, "shared", Shared.ACCOUNT),
  PAIR_2_ACCOUNT(LedgerBenchmark.class, "reserveSettle", 2, "shared", Shared.ACCOUNT),
  PAIR_2_PARENT(LedgerBenchmark.class, "reserveSettle", 2, "shared", Shared.PARENT),
  PAIR_2_STORE(LedgerBenchmark.class, "reserveSettle", 2, "shared", Shared.STORE),
  BUCKET_2(
      BucketBenchmark.class, "consumeRefund", 2, "strategy", SynchronizationStrategy.LOCK_FREE),
  SENT(LedgerBenchmark.class, "reserveSentSettle", 1, "shared", Shared.ACCOUNT),
  SENT_2(LedgerBenchmark.class, "reserveSentSettle", 2, "shared", Shared.ACCOUNT),
  FLOOR(FloorBenchmark.class, "casPair", 1, null, null),
  FLOOR_2(FloorBenchmark.class, "casPair", 2, null, null),
  CLOCK(FloorBenchmark.class, "clock", 1, null, null);

  final int threads;

  private final Class<?> benchmark;
  private final String method;
  private final String parameter;
  private final Enum<?> value;

  Arm(Class<?> benchmark, String method, int threads, String parameter, Enum<?> value) {
    this.benchmark = benchmark;
    this.method = method;
    this.threads = threads;
    this.parameter = parameter;
    this.value = value;
  }

  /** Whether it can be measured here. */
  boolean possible() {
    return this != REDIS || RedisServer.installed();
  }

  ChainedOptionsBuilder options() {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(benchmark.getName() + "." + method) + "$")
            .threads(threads);
    return parameter == null ? options : options.param(parameter, value.name());
  }
}
