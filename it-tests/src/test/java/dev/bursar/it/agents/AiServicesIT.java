package dev.bursar.it.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** AI services have accounts without any configuration, and limits with it. */
@ParameterizedClass
@ValueSource(strings = {"1.0.0", "1.8.0", "1.16.1-beta26", "1.19.0"})
class AiServicesIT {
  private static final String PROGRAM = "dev.bursar.programs.AgentsProgram$";
  private static final String ASSISTANT = PROGRAM + "Assistant";
  private static final Ask SERVICE = Ask.chat("gpt-4o").max(40).with("kind", "service");

  @Parameter String version;

  private Rig start(UnaryOperator<Agent> settings) {
    return Rig.start(new Combo(ClientRow.agents(version), Jdks.current()), settings);
  }

  @Test
  void anAiServiceHasAnAccountOfItsOwn() {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, SERVICE);
      isAnswered(rig, SERVICE);

      rig.settledExactly();
      Account service = rig.store().account("default/" + ASSISTANT);
      assertThat(service.spent("calls")).isEqualTo(2);
      assertThat(service.spent()).isEqualByComparingTo(rig.provider().meter().total());
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aToolThatCallsAModelPaysFromTheRunThatCalledIt() {
    try (Rig rig = start(agent -> agent)) {
      rig.provider().next(Reply.normal().tool("ask"));
      isAnswered(rig, SERVICE);

      String service = "default/" + ASSISTANT;
      rig.settledExactly();
      assertThat(rig.store().account(service).spent("calls")).isEqualTo(3);
      assertThat(rig.store().account(service + "/" + ASSISTANT).spent("calls")).isEqualTo(1);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aToolLoopThatNeverEndsIsStoppedByItsAccountsCalls() {
    String accounts =
        "[{name: loop, when: {ai-service: \"" + ASSISTANT + "\"}, limits: {calls: 7}}]";
    try (Rig rig = start(agent -> agent.with("accounts", accounts))) {
      rig.provider().always(Reply.normal().tool("ping"));
      Answer answer = rig.ask(SERVICE);

      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(rig.provider().hits()).isEqualTo(7);
      rig.settledExactly();
      assertThat(rig.store().account("loop").spent("calls")).isEqualTo(7);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aStreamIsItsServicesAndSoAreTheToolsItCalls() {
    try (Rig rig = start(agent -> agent)) {
      rig.provider().next(Reply.normal().tool("ping"), Reply.normal().tool("ask"));
      isAnswered(rig, SERVICE.with("kind", "stream"));

      String speaker = "default/" + PROGRAM + "Speaker";
      rig.settledExactly();
      assertThat(rig.store().account(speaker).spent("calls")).isEqualTo(4);
      assertThat(rig.store().account(speaker + "/" + ASSISTANT).spent("calls")).isEqualTo(1);
      rig.quietWithFaults(0);
    }
  }

  private static void isAnswered(Rig rig, Ask order) {
    Answer answer = rig.ask(order);
    assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
  }
}
