package dev.bursar.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DelegationTest {
  private static final Delegation FREE = new Delegation(Delegation.ANY, Delegation.ANY);

  @Test
  void withoutLimitsRunsGoAsDeepAndWideAsTheyLike() {
    Delegation run = FREE;
    for (int i = 0; i < 1_000; i++) {
      run.child(FREE);
      run = run.child(FREE);
      assertThat(run.beyond()).isNull();
    }
    assertThat(run.depth()).isEqualTo(Delegation.ANY);
  }

  @Test
  void whatIsBelowADepthIsBeyondIt() {
    Delegation first = new Delegation(2, Delegation.ANY).child(FREE);
    Delegation second = first.child(FREE);

    assertThat(first.beyond()).isNull();
    assertThat(second.beyond()).isNull();
    assertThat(second.child(FREE).beyond()).isEqualTo(Delegation.DEPTH);
    assertThat(second.child(FREE).child(FREE).beyond()).isEqualTo(Delegation.DEPTH);
  }

  @Test
  void aRunsOwnLimitsNarrowThoseAboveIt() {
    Delegation jvm = new Delegation(5, 3);
    Delegation narrow = jvm.child(new Delegation(1, 2));
    Delegation wide = jvm.child(new Delegation(9, 9));

    assertThat(narrow.depth()).isEqualTo(1);
    assertThat(narrow.fanout()).isEqualTo(2);
    assertThat(wide.depth()).isEqualTo(4);
    assertThat(wide.fanout()).isEqualTo(3);
  }

  @Test
  void aRunBeginsSoManyAndTheJvmAnyNumber() {
    Delegation jvm = new Delegation(Delegation.ANY, 2);
    for (int i = 0; i < 5; i++) {
      Delegation run = jvm.child(FREE);
      assertThat(run.beyond()).isNull();
      assertThat(run.child(FREE).beyond()).isNull();
      assertThat(run.child(FREE).beyond()).isNull();
      assertThat(run.child(FREE).beyond()).isEqualTo(Delegation.FANOUT);
    }
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // For whoever has one core.
  void ofThoseThatBeginAtOnceNotOneIsTooMany() throws InterruptedException {
    List<Delegation> runs =
        Stream.generate(() -> new Delegation(Delegation.ANY, 1).child(FREE)).limit(20_000).toList();
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger arrived = new AtomicInteger();
    Thread first = Thread.currentThread();
    Runnable each =
        () -> {
          for (int i = 0; i < runs.size(); i++) {
            arrived.incrementAndGet();
            for (int waited = 0; arrived.get() < 2 * (i + 1); waited++) {
              if (waited > 1_000) {
                Thread.yield();
              }
            }
            // Who arrives last is first by more or less than the others need to hear of it.
            for (int late = Thread.currentThread() == first ? i % 100 : 50; late > 0; late--) {
              Thread.onSpinWait();
            }
            if (runs.get(i).child(FREE).beyond() == null) {
              begun.incrementAndGet();
            }
          }
        };
    Thread other = new Thread(each);
    other.start();
    each.run();
    other.join();
    assertThat(begun).hasValue(runs.size());
  }
}
