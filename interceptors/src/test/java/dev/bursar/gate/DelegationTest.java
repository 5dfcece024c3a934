package dev.bursar.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
  void ofThoseThatBeginAtOnceNotOneIsTooMany() {
    Delegation run = new Delegation(Delegation.ANY, 100).child(FREE);
    AtomicInteger begun = new AtomicInteger();
    IntStream.range(0, 10_000)
        .parallel()
        .filter(i -> run.child(FREE).beyond() == null)
        .forEach(i -> begun.incrementAndGet());
    assertThat(begun).hasValue(100);
  }
}
