package dev.bursar.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunsTest {
  private final Run run = new Run("bot", null);

  @AfterEach
  void leave() {
    Runs.restore(null);
  }

  @Test
  void runsNest() {
    Object before = Runs.enter(run);
    Run inner = new Run("helper", Runs.current());
    Object outer = Runs.enter(inner);

    assertThat(Runs.current().account()).isEqualTo("bot/helper");
    Runs.restore(outer);
    assertThat(Runs.current()).isSameAs(run);
    Runs.restore(before);
    assertThat(Runs.current()).isNull();
  }

  @Test
  void aCallGoesWithTheWorkAndHasNoAccount() {
    Ticket ticket = endpoint -> {};
    Object before = Runs.enter(run);
    Run call = Run.ofCall(ticket, run);
    Object outer = Runs.enter(call);
    Object task = new Object();
    Runs.made(task);

    assertThat(Runs.current()).isSameAs(run);
    assertThat(Runs.of(task)).isSameAs(call);
    assertThat(Runs.ticket()).isSameAs(ticket);
    assertThat(new Run("helper", Runs.current()).account()).isEqualTo("bot/helper");

    call.end();
    assertThat(Runs.ticket()).isNull();
    assertThat(Runs.carried()).isSameAs(run);
    Runs.restore(outer);
    Runs.restore(before);
  }

  @Test
  void aThreadThatACallMadeWorksForTheRunWhenTheCallIsOver() throws Exception {
    Run call = Run.ofCall(endpoint -> {}, run);
    Runs.enter(call);
    CountDownLatch over = new CountDownLatch(1);
    List<Run> seen = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              seen.add(Runs.carried());
              awaitQuietly(over);
              seen.add(Runs.carried());
              run.end();
              seen.add(Runs.carried());
            });
    thread.start();
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    call.end();
    over.countDown();
    thread.join();

    assertThat(seen).containsExactly(call, run, null);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTaskKeepsTheRunItWasMadeInAndLosesItWhenSubmittedOutside() {
    Object task = new Object();
    Object before = Runs.enter(run);
    Runs.submitted(task);
    Runs.restore(before);
    assertThat(Runs.of(task)).isSameAs(run);

    Runs.submitted(task);

    assertThat(Runs.of(task)).isNull();
  }

  @Test
  void aCallIsTakenUpForItsRunOrExpresslyForNone() {
    Object inside = new Object();
    Object outside = new Object();
    Object own = new Object();
    Object before = Runs.enter(run);
    Runs.handedOver(inside);
    Runs.restore(before);
    Runs.handedOver(outside);

    Object[] taken = Runs.takeUp(inside);
    assertThat(Runs.current()).isSameAs(run);
    assertThat(Runs.takeUp(own)).as("not handed over").isNull();
    assertThat(Runs.current()).isSameAs(run);
    Object[] none = Runs.takeUp(outside);
    assertThat(Runs.current()).isNull();
    Runs.restore(none[0]);
    Runs.restore(taken[0]);
    assertThat(Runs.current()).isNull();
  }

  @Test
  void aTaskThatIsUsedAnewWhileItIsExecutedKeepsItsNewRun() {
    Run other = new Run("helper", null);
    Object task = new Object();
    Runs.enter(run);
    Runs.submitted(task);

    assertThat(Runs.takeOut(task)).isSameAs(run);
    Runs.enter(other);
    Runs.submitted(task);

    assertThat(Runs.takeOut(task)).isSameAs(other);
    assertThat(Runs.takeOut(task)).isNull();
  }

  @Test
  void aCallHandedOverByNobodyIsATaskOfNobody() {
    Object call = new Object();
    Object before = Runs.enter(run);
    Runs.restore(before);
    Runs.handedOver(call);

    assertThat(Runs.of(call)).isNull();
    assertThat(Runs.takeOut(call)).isNull();
  }

  @Test
  void aThreadWorksForARunUntilItLeaves() {
    Object[] entered = Runs.workFor(run);
    assertThat(Runs.current()).isSameAs(run);
    assertThat(Runs.workFor(run)).as("nothing changes").isNull();

    Object[] none = Runs.workFor(null);
    assertThat(Runs.current()).isNull();
    Runs.leave(none);
    assertThat(Runs.current()).isSameAs(run);
    Runs.leave(null);
    assertThat(Runs.current()).isSameAs(run);
    Runs.leave(entered);
    assertThat(Runs.current()).isNull();
  }

  @Test
  void aNewThreadWorksForItsMakersRunUntilThatEnds() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    AtomicReference<Run> first = new AtomicReference<>();
    AtomicReference<Run> then = new AtomicReference<>(run);
    Object before = Runs.enter(run);
    Thread thread =
        new Thread(
            () -> {
              first.set(Runs.current());
              try {
                ended.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              then.set(Runs.current());
            });
    Runs.restore(before);
    thread.start();
    while (first.get() == null && thread.isAlive()) {
      Thread.onSpinWait();
    }
    run.end();
    ended.countDown();
    thread.join();

    assertThat(first.get()).isSameAs(run);
    assertThat(then.get()).isNull();
  }

  @Test
  void aTaskThatANewThreadBeginsWithKeepsItsRunAfterThat() throws Exception {
    AtomicReference<Run> then = new AtomicReference<>();
    Object before = Runs.enter(run);
    Thread thread =
        new Thread(
            () -> {
              Object[] taken = Runs.workFor(run);
              run.end();
              then.set(Runs.current());
              Runs.leave(taken);
            });
    Runs.restore(before);
    thread.start();
    thread.join();

    assertThat(then.get()).isSameAs(run);
  }

  @Test
  void whatIsGoneIsForgottenAndHowMuchIsAliveIsBounded() {
    Object before = Runs.enter(run);
    List<Object> alive = new ArrayList<>();
    long lost = Runs.lost();
    for (int i = 0; i < 2_000_000; i++) {
      Object task = new Object();
      alive.add(task);
      Runs.made(task);
    }
    assertThat(Runs.lost() - lost).as("more than there is room for").isPositive();
    int known = 0;
    for (Object task : alive) {
      known += Runs.of(task) == run ? 1 : 0;
    }
    assertThat(known).isEqualTo(2_000_000 - (int) (Runs.lost() - lost)).isGreaterThan(1_000_000);

    WeakReference<Object> gone = new WeakReference<>(alive.get(0));
    alive.clear();
    while (gone.get() != null) {
      System.gc();
    }
    lost = Runs.lost();
    for (int i = 0; i < 100_000; i++) {
      Object task = new Object();
      alive.add(task);
      Runs.made(task);
      assertThat(Runs.of(task)).isSameAs(run);
    }
    assertThat(Runs.lost()).isEqualTo(lost);
    Runs.restore(before);
  }

  @Test
  void manyThreadsNoteTasksAtOnceAndNoneIsLost() throws Exception {
    AtomicInteger wrong = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    long lost = Runs.lost();
    for (int i = 0; i < 8; i++) {
      Run own = new Run("bot" + i, null);
      threads.add(
          new Thread(
              () -> {
                Runs.enter(own);
                Object[] tasks = new Object[10_000];
                for (int k = 0; k < tasks.length; k++) {
                  tasks[k] = new Object();
                  Runs.made(tasks[k]);
                }
                for (Object task : tasks) {
                  if (Runs.of(task) != own) {
                    wrong.incrementAndGet();
                  }
                  Runs.done(task);
                  if (Runs.of(task) != null) {
                    wrong.incrementAndGet();
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat((long) wrong.get()).isEqualTo(Runs.lost() - lost);
  }
}
