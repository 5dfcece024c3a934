package dev.bursar.it.cap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.App;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code durability: power} through the agent: what it takes from calls is time, nothing else. */
class DurabilityIT {
  private static final BigDecimal CAP = new BigDecimal("0.05");
  private static final Ask CALL = Ask.chat(Workload.MODEL).max(400);

  static Stream<Jdk> javas() {
    return Jdks.ends().stream();
  }

  private static Agent power(Agent agent) {
    return agent.limitUsd(CAP.toPlainString()).with("durability", "power");
  }

  private static Combo on(Jdk java) {
    return new Combo(ClientRow.newest(ClientRow.Kind.OKHTTP), java);
  }

  @ParameterizedTest
  @MethodSource("javas")
  void aFanOutOf64SpendsOver90PercentAndNeverMoreThanTheCap(Jdk java) {
    try (Rig rig = Rig.start(on(java), DurabilityIT::power)) {
      rig.provider().always(Reply.normal().delay(Duration.ofMillis(15)));
      Answer done = rig.ask(CALL.repeated(64, 2));
      assertThat(done.number("failures")).as("%s", done).isZero();
      assertThat(rig.provider().meter().total())
          .isBetween(CAP.multiply(new BigDecimal("0.90")), CAP);
      rig.settledExactly();
      rig.quietWithFaults(0);
    }
  }

  /**
   * The last process of a store is killed, so the next one makes everything anew out of the log.
   */
  @ParameterizedTest
  @MethodSource("javas")
  void whatAKilledProcessSpentIsInTheLog(Jdk java) {
    try (Rig rig = Rig.start(on(java), DurabilityIT::power)) {
      rig.start(rig.app(), CALL.repeated(4, 1));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> rig.provider().hits() >= 30);
      rig.app().kill();
      App next = rig.another(on(java));
      assertThat(rig.ask(next, CALL.repeated(1, 1)).number("failures")).isZero();
      assertThat(rig.provider().meter().total()).as("billed").isLessThanOrEqualTo(CAP);
      assertThat(rig.settledAtLeast().spent()).isLessThanOrEqualTo(CAP);
    }
  }
}
