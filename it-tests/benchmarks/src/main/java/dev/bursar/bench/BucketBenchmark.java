package dev.bursar.bench;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Bucket4j in memory: one bucket with three limits, the nearest it has to three accounts. Each
 * limit is of one unit, nothing survives the process, nothing is shared with another. Lock-free,
 * which is its default, and refilled as a whole at each window's end: then there is least to
 * reckon.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@State(Scope.Benchmark)
public class BucketBenchmark {
  // Lasts two minutes; a limit cannot give back more than a token in a nanosecond.
  private static final long CAPACITY = 3_000_000_000_000L;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long UNUSED =
      Call.HELD_INPUT + Call.HELD_OUTPUT - Call.USED_INPUT - Call.USED_OUTPUT;

  /** How threads agree. */
  @Param("LOCK_FREE")
  public SynchronizationStrategy strategy;

  private Bucket bucket;
  private Bucket[] levels;

  /** Only JMH makes one. */
  public BucketBenchmark() {}

  /** Makes full buckets. */
  @Setup(Level.Trial)
  public void fill() {
    bucket = full();
    levels = new Bucket[] {full(), full(), full()};
  }

  private Bucket full() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(CAPACITY).refillGreedy(CAPACITY, HOUR))
        .addLimit(limit -> limit.capacity(CAPACITY).refillGreedy(CAPACITY, HOUR.multipliedBy(2)))
        .addLimit(limit -> limit.capacity(CAPACITY).refillGreedy(CAPACITY, HOUR.multipliedBy(3)))
        .withSynchronizationStrategy(strategy)
        .build();
  }

  /** The pair: consume what a call can cost, give back what it did not. */
  @Benchmark
  public void consumeRefund() {
    if (!bucket.tryConsume(Call.HELD_INPUT + Call.HELD_OUTPUT)) {
      throw new IllegalStateException("refused");
    }
    bucket.addTokens(UNUSED);
  }

  /** The pair on a bucket for each account: what three levels would take, were it all or none. */
  @Benchmark
  public void consumeRefundOnThreeLevels() {
    for (Bucket level : levels) {
      if (!level.tryConsume(Call.HELD_INPUT + Call.HELD_OUTPUT)) {
        throw new IllegalStateException("refused");
      }
    }
    for (Bucket level : levels) {
      level.addTokens(UNUSED);
    }
  }
}
