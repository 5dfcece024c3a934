package dev.bursar.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final int FREE = 63;

  @AfterEach
  void reset() {
    Gate.set(FREE, null);
    Gate.tell(null);
  }

  @Test
  void doesNothingWithoutAHook() throws Exception {
    assertThat(Gate.enter(FREE, 0, String.class, null, "a", "b")).isNull();
    assertThat(Gate.exit(FREE, 0, String.class, null, null, "returned", null)).isNull();
  }

  @Test
  void reachesTheHookThatWasSetLast() throws Exception {
    Gate.set(FREE, new Named("old"));
    Gate.set(FREE, new Named("new"));

    assertThat(Gate.enter(FREE, 7, String.class, null, null, null)).containsExactly("new", 7);
    assertThat(Gate.exit(FREE, 7, String.class, null, null, null, null)).isEqualTo("new 7");
  }

  @Test
  void letsRefusalsPassAndNothingElse() {
    IOException transport = new BudgetExceededIOException("no");
    RuntimeException above = new BudgetExceededException("no");
    RuntimeException fault = new IllegalStateException();

    assertThatThrownBy(() -> Gate.rethrowRefusal(transport)).isSameAs(transport);
    assertThatThrownBy(() -> Gate.rethrowRefusal(above)).isSameAs(above);
    assertThat(Gate.rethrowRefusal(fault)).isSameAs(fault);
  }

  @Test
  void countsFaultsAndTellsTheSink() {
    List<Throwable> told = new ArrayList<>();
    Gate.tell(told::add);
    Throwable fault = new IllegalStateException();
    long before = Gate.faults();

    Gate.fault(fault);

    assertThat(Gate.faults()).isEqualTo(before + 1);
    assertThat(told).containsExactly(fault);
  }

  @Test
  void countsAFaultOfTheSinkToo() {
    Gate.tell(
        fault -> {
          throw new IllegalStateException("the sink's own");
        });
    long before = Gate.faults();

    Gate.fault(new IllegalStateException());

    assertThat(Gate.faults()).isEqualTo(before + 2);
  }

  @Test
  void handsTheOwnerBeforeToTheNext() {
    Runnable first = () -> {};
    Gate.own(first);

    assertThat(Gate.own(null)).isSameAs(first);
    assertThat(Gate.own(null)).isNull();
  }

  private record Named(String name) implements Hook {
    @Override
    public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
      return new Object[] {name, point};
    }

    @Override
    public Object exit(
        int point,
        Class<?> where,
        Object self,
        Object[] entered,
        Object returned,
        Throwable thrown) {
      return name + " " + point;
    }
  }
}
