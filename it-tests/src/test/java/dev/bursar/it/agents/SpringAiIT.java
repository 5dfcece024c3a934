package dev.bursar.it.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Apps on Spring AI: their models, their chat clients and their tools. */
@ParameterizedClass
@ValueSource(strings = {"1.1.8", "2.0.1"})
class SpringAiIT {
  private static final BigDecimal CAP = new BigDecimal("0.01");
  private static final Ask OWN = Ask.chat("gpt-4o-mini").max(100);
  private static final Ask OPENAI = Ask.chat("gpt-4o").max(40);

  @Parameter String version;

  private Rig start(UnaryOperator<Agent> settings) {
    return Rig.start(new Combo(ClientRow.springAi(version), Jdks.current()), settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "stream"})
  void aModelWithoutATransportIsNeverOverspentAndNearlyAllIsUsed(String kind) {
    try (Rig rig = start(agent -> agent.limitUsd(CAP.toPlainString()))) {
      Answer done = rig.ask(OWN.with("kind", kind).with("delayMicros", 2000).repeated(64, 2));

      assertThat(done.number("refusals")).as("%s", done).isGreaterThanOrEqualTo(128);
      assertThat(done.number("failures")).as("%s", done).isZero();
      Answer meter = rig.ask(OWN.with("kind", "meter"));
      BigDecimal billed = BigDecimal.valueOf(meter.number("billed"), 9);
      assertThat(billed).isBetween(CAP.multiply(new BigDecimal("0.9")), CAP);
      Account account = rig.store().account();
      assertThat(account.spent()).isEqualByComparingTo(billed);
      assertThat(account.spent("calls")).isEqualTo(meter.number("hits"));
      assertThat(account.nothingHeld()).as("%s", account).isTrue();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aCancelledStreamIsChargedAtItsHold() {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, OWN.with("kind", "cancelled"));

      assertThat(call(rig).path("outcome").asText()).isEqualTo("charged");
      assertThat(call(rig).path("provider").asText()).isEqualTo("spring-ai");
      assertThat(rig.store().account().nothingHeld()).isTrue();
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "openai-stream"})
  void aModelOverHttpIsChargedOnce(String kind) {
    try (Rig rig = start(agent -> agent.limitUsd("1"))) {
      isAnswered(rig, OPENAI.with("kind", kind));

      assertThat(rig.provider().hits()).isEqualTo(1);
      Account account = rig.settledExactly();
      assertThat(account.spent("calls")).isEqualTo(1);
      assertThat(call(rig).path("provider").asText()).isEqualTo("openai");
      // Also where the model stands on an SDK: it is the model's call, and not that of who calls.
      assertThat(call(rig).path("account").asText()).isEqualTo("default");
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bean", "bean-stream"})
  void aToolLoopThatNeverEndsIsStoppedByItsAccountsCalls(String kind) {
    try (Rig rig =
        start(
            agent ->
                agent.with(
                    "accounts",
                    "[{name: assistant, when: {ai-service: helper}, limits: {calls: 7}}]"))) {
      rig.provider().always(Reply.normal().tool("ping"));
      Answer stopped = rig.ask(OPENAI.with("kind", kind));

      assertThat(stopped.refused()).as("%s", stopped).isTrue();
      assertThat(rig.provider().hits()).isEqualTo(7);
      rig.settledExactly();
      Account assistant = rig.store().account("assistant");
      assertThat(assistant.spent("calls")).isEqualTo(7);
      assertThat(assistant.spent("tool_calls")).isEqualTo(7);
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bean", "bean-stream"})
  void aRefusedToolIsNotExecutedAndEndsTheCall(String kind) {
    try (Rig rig = start(agent -> agent.with("limits.tool-calls", 2))) {
      rig.provider().always(Reply.normal().tool("ping"));
      Answer refused = rig.ask(OPENAI.with("kind", kind));

      assertThat(refused.refused()).as("%s", refused).isTrue();
      assertThat(refused.message()).contains("tool ping", "its limit is 2");
      assertThat(rig.provider().hits()).isEqualTo(3);
      assertThat(rig.settledExactly().spent("tool_calls")).isEqualTo(2);
      List<JsonNode> tools =
          rig.store().calls().stream()
              .filter(call -> call.path("endpoint").asText().equals("tool"))
              .toList();
      assertThat(tools)
          .extracting(
              call ->
                  call.path("provider").asText()
                      + ' '
                      + call.path("model").asText()
                      + ' '
                      + call.path("outcome").asText())
          .containsExactlyInAnyOrder(
              "spring-ai ping settled", "spring-ai ping settled", "spring-ai ping refused");
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aChatClientHasAnAccountByItsBeanOrByWhoCallsIt() {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, OPENAI.with("kind", "bean"));
      isAnswered(rig, OPENAI.with("kind", "bean-stream"));
      isAnswered(rig, OPENAI.with("kind", "caller"));

      rig.settledExactly();
      String desk = "dev.bursar.programs.SpringAiProgram$Desk";
      assertThat(rig.store().account("default/helper").spent("calls")).isEqualTo(2);
      assertThat(rig.store().account("default/" + desk).spent("calls")).isEqualTo(1);
      assertThat(rig.store().calls())
          .extracting(call -> call.path("agent").asText())
          .containsExactlyInAnyOrder("helper#call", "helper#stream", desk + "#ask");
      rig.quietWithFaults(0);
    }
  }

  private static void isAnswered(Rig rig, Ask order) {
    Answer answer = rig.ask(order);
    assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
  }

  private static JsonNode call(Rig rig) {
    List<JsonNode> calls = rig.store().calls();
    assertThat(calls).hasSize(1);
    return calls.get(0);
  }
}
