package dev.bursar.it.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Matrix;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client in every version on every JDK: it is metered, and it is stopped. */
class SmokeIT {
  static Stream<Combo> combos() {
    return Matrix.others();
  }

  /** Empty in the full matrix, where the contract itself runs on every JDK. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("combos")
  void isMeteredAndThenStopped(Combo combo) {
    try (Rig rig = Rig.start(combo, agent -> agent.limitUsd("100").with("limits.calls", "4"))) {
      rig.provider().always(Reply.normal().output(40));
      for (Ask allowed :
          List.of(
              Ask.chat("gpt-4o").max(60),
              Ask.chat("gpt-4o").max(60).async(),
              Ask.chat("gpt-4o").max(60).streamed(),
              Ask.embed("text-embedding-3-small"))) {
        Answer answer = rig.ask(allowed);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      }
      Answer refused = rig.ask(Ask.chat("gpt-4o").max(60));
      assertThat(refused.refused()).as("%s", refused).isTrue();
      assertThat(rig.provider().hits()).isEqualTo(4);
      rig.settledExactly();
      rig.quietWithFaults(0);
    }
  }
}
