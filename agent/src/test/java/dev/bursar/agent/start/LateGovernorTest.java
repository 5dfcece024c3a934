package dev.bursar.agent.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.Gate;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LateGovernorTest {
  @Test
  void whatCannotBeFollowedIsTriedOnceAndCountedAndTheAppGoesOn() {
    AtomicInteger tried = new AtomicInteger();
    LateGovernor governor =
        new LateGovernor(
            before -> before,
            null,
            () -> {
              tried.incrementAndGet();
              throw new LinkageError("for this test");
            },
            null);
    long faults = Gate.faults();

    governor.follow();
    governor.follow();

    assertThat(tried).hasValue(1);
    assertThat(Gate.faults()).isEqualTo(faults + 1);
  }
}
