package dev.bursar.it.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Rig;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How deep and how widely agents may call agents. */
class DelegationIT {
  private static final String NOT_RETRIED = "dev.langchain4j.exception.NonRetriableException";

  /** A team in a team, and a member in that: three runs deep. */
  private static final Ask NESTED =
      Ask.chat("gpt-4o").max(40).with("kind", "nested").with("levels", 2);

  private static final Ask TEAM = Ask.chat("gpt-4o").max(40).with("members", 5);

  private static Rig start(UnaryOperator<Agent> settings) {
    return Rig.start(new Combo(ClientRow.agents("1.16.1-beta26"), Jdks.current()), settings);
  }

  @Test
  void aRunThatIsOneTooDeepIsRefusedBeforeItSpendsAnything() {
    try (Rig rig = start(agent -> agent.with("limits.depth", 2))) {
      Answer answer = rig.ask(NESTED);

      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(answer.causes()).contains(NOT_RETRIED);
      assertThat(rig.provider().hits()).isZero();
      JsonNode line = rig.store().calls().get(0);
      assertThat(line.path("account").asText()).isEqualTo("default/level-1/level-2");
      assertThat(line.path("model").asText()).isEqualTo("member-0");
      assertThat(line.path("reason").asText()).isEqualTo("depth");
      assertThat(rig.store().account("default/level-1/level-2").refused()).isEqualTo(1);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void runsGoAsDeepAsTheyMay() {
    try (Rig rig = start(agent -> agent.with("limits.depth", 3))) {
      isAnswered(rig, NESTED);
      isAnswered(rig, NESTED);
      assertThat(rig.provider().hits()).isEqualTo(2);
      rig.settledExactly();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void anAccountsDepthCountsFromItsOwnRunsOn() {
    String accounts = "[{name: outer, when: {agent: level-1}, limits: {depth: 1}}]";
    try (Rig rig = start(agent -> agent.with("accounts", accounts))) {
      Answer answer = rig.ask(NESTED);

      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(rig.provider().hits()).isZero();
      isAnswered(rig, NESTED.with("levels", 1));
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aRunBeginsNoMoreOthersThanItMayAndTheNextOneAsManyAgain() {
    try (Rig rig = start(agent -> agent.with("limits.fanout", 3))) {
      Answer answer = rig.ask(TEAM.with("kind", "sequence"));

      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(answer.toString())
          .contains("account default lets a run begin no more than 3", "raise limits.fanout");
      assertThat(rig.provider().hits()).isEqualTo(3);
      rig.ask(TEAM.with("kind", "sequence"));
      assertThat(rig.provider().hits()).isEqualTo(6);
      rig.settledExactly();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void theRoundsOfALoopCountTogether() {
    String accounts = "[{name: team, when: {agent: team}, limits: {fanout: 5}}]";
    try (Rig rig = start(agent -> agent.with("accounts", accounts))) {
      Ask loop = TEAM.with("kind", "loop").with("members", 2);
      isAnswered(rig, loop.with("rounds", 2));
      assertThat(rig.provider().hits()).isEqualTo(4);

      Answer answer = rig.ask(loop.with("rounds", 3));

      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(rig.provider().hits()).isEqualTo(9);
      rig.settledExactly();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void ofMembersThatBeginAtOnceNotOneIsTooMany() {
    try (Rig rig = start(agent -> agent.with("limits.fanout", 3))) {
      Answer answer = rig.ask(TEAM.with("kind", "team"));

      assertThat(answer.refused()).as("%s", answer).isTrue();
      rig.settledAtLeast();
      assertThat(rig.provider().hits()).isLessThanOrEqualTo(3);
      assertThat(rig.store().account("default/team").refused()).isEqualTo(2);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void whereRunsAreOnlyObservedTheyGoOn() {
    try (Rig rig = start(agent -> agent.with("limits.depth", 2).with("mode", "observe"))) {
      isAnswered(rig, NESTED);
      assertThat(rig.provider().hits()).isEqualTo(1);
      assertThat(rig.store().calls().get(0).path("reason").asText())
          .isEqualTo("would be refused: depth");
      rig.quietWithFaults(0);
    }
  }

  private static void isAnswered(Rig rig, Ask order) {
    Answer answer = rig.ask(order);
    assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
  }
}
