package dev.bursar.it.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Matrix;
import dev.bursar.it.harness.Rig;
import java.math.BigDecimal;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents have accounts below those of the agents that call them. */
@ParameterizedClass
@MethodSource("javas")
class AgentsIT {
  private static final int MEMBERS = 5;
  private static final int ROUNDS = 30;
  private static final Ask TEAM =
      Ask.chat("gpt-4o").max(40).with("kind", "team").with("members", MEMBERS);

  @Parameter Jdk java;

  static Stream<Jdk> javas() {
    return Matrix.jdks().filter(jdk -> jdk.version() >= 17);
  }

  private Rig start(UnaryOperator<Agent> settings) {
    return Rig.start(new Combo(ClientRow.agents("1.16.1-beta26"), java), settings);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachSubAgentHasAnAccountBelowItsTeams(boolean async) {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, TEAM.with("async", async));
      rig.settledExactly();

      Account team = rig.store().account("default/team");
      BigDecimal sum = BigDecimal.ZERO;
      for (int i = 0; i < MEMBERS; i++) {
        Account member = rig.store().account("default/team/member-" + i);
        assertThat(member.spent("calls")).isEqualTo(1);
        sum = sum.add(member.spent());
      }
      assertThat(team.spent()).isEqualByComparingTo(sum);
      assertThat(sum).isEqualByComparingTo(rig.provider().meter().total());
      assertThat(rig.store().run("status").out())
          .anyMatch(line -> line.startsWith("default "))
          .anyMatch(line -> line.startsWith("  team "))
          .anyMatch(line -> line.startsWith("    member-4 "));
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aTeamInParallelNeverSpendsMoreThanItsCapAndNearlyAllOfIt() {
    BigDecimal cap = new BigDecimal("0.05");
    String accounts = "[{name: team, when: {agent: team}, limits: {usd: " + cap + "}}]";
    try (Rig rig = start(agent -> agent.with("accounts", accounts).with("min-output", 1))) {
      int refused = 0;
      for (int round = 0; round < ROUNDS; round++) {
        refused += rig.ask(TEAM).status() == 200 ? 0 : 1;
      }
      rig.settledExactly();

      assertThat(refused).as("rounds with a refusal").isBetween(1, ROUNDS - 1);
      assertThat(rig.provider().meter().total())
          .isBetween(cap.multiply(new BigDecimal("0.9")), cap);
      BigDecimal sum = BigDecimal.ZERO;
      for (int i = 0; i < MEMBERS; i++) {
        sum = sum.add(rig.store().account("team/member-" + i).spent());
      }
      assertThat(rig.store().account("team").spent()).isEqualByComparingTo(sum);
      rig.quietWithFaults(0);
    }
  }

  private static void isAnswered(Rig rig, Ask order) {
    Answer answer = rig.ask(order);
    assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
  }
}
