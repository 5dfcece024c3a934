package dev.bursar.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.Account;
import dev.bursar.store.Limits;
import dev.bursar.store.VerifyReport;
import dev.bursar.store.crash.CrashChild.End;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process that really dies before each step of an operation, while another one has the store
 * open: the survivor's calls go on at once, and soon nothing of the dead one is held.
 */
@Timeout(600)
class CrashDeathTest {
  private static final int AT_ONCE = 2;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Where the survivor is not asked to look, but goes on with its calls until it notices. */
  private static final int PATIENT = 8;

  /** With thousands of steps, most of them in loops. */
  private static final Set<Operation> LONG =
      EnumSet.of(Operation.FIRST_RESERVE, Operation.NEXT_ACCOUNT);

  /** In milliseconds: its first call looks for the dead before anything else was mended. */
  private static final long SWEEP_IS_DUE = 200;

  @TempDir static Path work;
  private static CrashChild.Nursery nursery;
  private static ExecutorService workers;

  /** What a survivor saw. */
  private record Found(End end, List<String> picture, long spent, long callNanos, long goneNanos) {}

  static Stream<Operation> operations() {
    return Tests.full()
        ? Stream.of(Operation.values())
        : Stream.of(
            Operation.FIRST_RESERVE,
            Operation.RESERVE,
            Operation.SENT,
            Operation.SETTLE,
            Operation.NEXT_ACCOUNT);
  }

  @BeforeAll
  static void start() {
    nursery = new CrashChild.Nursery(work);
    workers = Executors.newFixedThreadPool(AT_ONCE);
  }

  @AfterAll
  static void stop() {
    workers.shutdown();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void aSurvivorGoesOn(Operation operation) throws Exception {
    List<Found> found = dieAtEveryStep(operation);
    List<String> without = found.get(0).picture;
    List<String> with = found.get(found.size() - 1).picture;
    assertThat(found.get(0).spent).isEqualTo(operation.spentWithout);
    assertThat(found.get(found.size() - 1).spent).isEqualTo(operation.spentWith);
    boolean happens = false;
    for (Found each : found) {
      happens |= each.picture.equals(with);
      assertThat(each.picture).as("%s", each.end).isEqualTo(happens ? with : without);
      assertThat(each.callNanos).as("first call, %s", each.end).isLessThan(SECOND);
      assertThat(each.goneNanos).as("holds gone, %s", each.end).isLessThan(SECOND);
    }
    System.out.printf(
        "%s: %d deaths, slowest first call after one %.1f ms, holds gone after at most %.1f ms%n",
        operation,
        found.size(),
        found.stream().mapToLong(Found::callNanos).max().orElseThrow() / 1e6,
        found.stream().mapToLong(Found::goneNanos).max().orElseThrow() / 1e6);
  }

  /** By the number of the step; the last one did the whole operation. */
  private static List<Found> dieAtEveryStep(Operation operation) throws Exception {
    ConcurrentSkipListMap<Integer, Found> byStep = new ConcurrentSkipListMap<>();
    AtomicInteger next = new AtomicInteger();
    Callable<Void> worker =
        () -> {
          Found found;
          do {
            int step = next.incrementAndGet();
            found = die(operation, step);
            byStep.put(step, found);
          } while (found.end.code() == CrashChild.AT_STEP);
          assertThat(found.end.code()).isEqualTo(CrashChild.AFTER_ALL);
          return null;
        };
    for (var done : workers.invokeAll(Collections.nCopies(AT_ONCE, worker))) {
      done.get();
    }
    List<Found> found = new ArrayList<>(byStep.values());
    while (found.size() > 1 && found.get(found.size() - 2).end.code() == CrashChild.AFTER_ALL) {
      found.remove(found.size() - 1);
    }
    assertThat(found).as("steps of %s", operation).hasSizeGreaterThan(3);
    return found;
  }

  private static Found die(Operation operation, int step) {
    Path dir = work.resolve(operation + "-" + step);
    try (Actor survivor = Actor.ticking(dir)) {
      Account other = survivor.ledger.account("other", null, Limits.unlimited());
      End end = nursery.run(dir, operation, step, each(operation));
      if (step % 2 == 1) {
        survivor.clock.addAndGet(SWEEP_IS_DUE);
      }
      long start = System.nanoTime();
      call(survivor, other);
      long called = System.nanoTime();
      if (step % PATIENT == 0) {
        while (survivor.heldByRoot() != 0 && System.nanoTime() - start < 2 * SECOND) {
          call(survivor, other);
        }
      }
      long gone = System.nanoTime();
      VerifyReport report = survivor.ledger.verify();
      assertThat(report.problems()).as("%s", end).isEmpty();
      assertThat(report.openHolds()).as("%s", end).isZero();
      assertThat(report.processes()).isEqualTo(1);
      return new Found(
          end, survivor.picture(), survivor.spentOfRoot(), called - start, gone - start);
    }
  }

  private static CrashChild.Each each(Operation operation) {
    return LONG.contains(operation) && !Tests.full() ? CrashChild.Each.SITE : CrashChild.Each.STEP;
  }

  private static void call(Actor survivor, Account other) {
    long hold = survivor.ledger.reserve(other, 9, 1, 1, 0, survivor.shortfall);
    assertThat(hold).isPositive();
    assertThat(survivor.ledger.release(hold)).isTrue();
  }
}
