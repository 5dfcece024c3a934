package dev.bursar.agent.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.Delegation;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.store.CallRecord;
import dev.bursar.store.Limits;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CallerTest {
  private final Bench bench = new Bench(Limits.unlimited());

  private static Run service(String type) {
    Delegation any = new Delegation(Delegation.ANY, Delegation.ANY);
    return new Run(Run.AI_SERVICE, "x", false, type, null, any);
  }

  private String of(Object memoryId) throws IOException {
    Run run = service("com.acme.Assistant");
    run.entered("answer", memoryId);
    return Caller.of(run, bench.books).words();
  }

  @Test
  void aCallIsItsMethodsAndItsMemorys() throws IOException {
    assertThat(of(null)).isEqualTo("com.acme.Assistant#answer");
    assertThat(of("secret-7")).matches("com\\.acme\\.Assistant#answer@[0-9a-f]{16}");
    assertThat(of("secret-7")).isEqualTo(of("secret-7")).isNotEqualTo(of("secret-8"));
    StringBuilder hash = new StringBuilder();
    bench.books.hash().append("secret-7", hash);
    assertThat(of("secret-7")).endsWith("@" + hash);
    assertThat(of(7)).isEqualTo(of("7"));
    assertThat(Caller.of(new Run("agent", new Run("team", null)), bench.books).words())
        .isEqualTo("team/agent");
  }

  @Test
  void hugeIdsAndNamesAreCut() throws IOException {
    String huge = "x".repeat(5_000_000);
    assertThat(of(huge)).hasSize(42).isNotEqualTo(of(huge + "x"));
    Run run = service("com.acme." + "y".repeat(300) + ".Assistant");
    run.entered("answer", "id");
    assertThat(Caller.of(run, bench.books).words())
        .hasSize(Caller.MAX_LENGTH)
        .matches("y+\\.Assistant#answer@[0-9a-f]{16}");
  }

  private static CallRecord last() {
    return Bench.store().calls().tail(1).get(0);
  }

  @Test
  void itIsInTheHistoryAndAnIdThatFailsIsNot() throws IOException {
    Object failing =
        new Object() {
          @Override
          public String toString() {
            throw new StackOverflowError();
          }
        };
    Run run = service("com.acme.Assistant");
    Object before = Runs.enter(run);
    try {
      run.entered("answer", "secret-7");
      bench.send(Bench.CHAT).answer(Bench.usage(9, 4));
      assertThat(last().agent()).startsWith("com.acme.Assistant#answer@");
      run.entered("answer", failing);
      bench.send(Bench.CHAT).answer(Bench.usage(9, 4));
      assertThat(last().agent()).isEqualTo(last().account());
      assertThat(bench.faults).hasSize(1);
    } finally {
      Runs.restore(before);
    }
  }
}
