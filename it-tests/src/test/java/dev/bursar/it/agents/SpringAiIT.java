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
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Apps on Spring AI: their models, their chat clients and their tools. */
@ParameterizedClass
@ValueSource(strings = {"1.1.8", "2.0.1"})
class SpringAiIT {
  private static final BigDecimal CAP = new BigDecimal("0.01");
  private static final Ask OWN = Ask.chat("gpt-4o-mini").max(100);
  private static final Ask OPENAI = Ask.chat("gpt-4o").max(40);

  private static final String PROGRAM = "dev.bursar.programs.SpringAiProgram";
  private static final String DESK = PROGRAM + "$Desk";
  private static final String KEPT = "dev.bursar.interceptors.WeakIdentityMap$Weak";

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
      // Also where the model stands on an SDK: the run is the model's, and there is one.
      assertThat(call(rig).path("account").asText()).isEqualTo("default/" + PROGRAM);
      assertThat(call(rig).path("agent").asText()).isEqualTo(PROGRAM + "#call");
      rig.quietWithFaults(0);
    }
  }

  /** A hold above the transport could not be lowered, and would refuse it. */
  @ParameterizedTest
  @ValueSource(strings = {"openai", "openai-stream"})
  void aModelOverHttpIsLeftToTheTransportFromTheFirstCall(String kind) {
    try (Rig rig = start(agent -> agent.limitUsd("0.005"))) {
      isAnswered(rig, OPENAI.max(1000).with("kind", kind));

      assertThat(rig.provider().hits()).isEqualTo(1);
      assertThat(call(rig).path("clamped_to").asInt()).isBetween(256, 999);
      rig.settledExactly();
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
      assertThat(rig.store().account("default/helper").spent("calls")).isEqualTo(2);
      assertThat(rig.store().account("default/" + DESK).spent("calls")).isEqualTo(1);
      assertThat(agents(rig))
          .containsExactlyInAnyOrder("helper#call", "helper#stream", DESK + "#ask");
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"supplied", "given", "scoped", "interface", "class", "factory"})
  void aBeanHasItsAccountHoweverItIsMade(String made) {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, OWN.with("kind", "brain").with("made", made));
      isAnswered(rig, OWN.with("kind", "brain-stream").with("made", made));
      Answer last = isAnswered(rig, OPENAI.with("kind", "helper").with("made", made));

      boolean around = List.of("interface", "class", "factory").contains(made);
      assertThat(last.number("passed")).as("%s", last).matches(passed -> around == (passed >= 3));
      assertThat(rig.store().account("default/brain").spent("calls")).isEqualTo(2);
      assertThat(rig.store().account("default/helper").spent("calls")).isEqualTo(1);
      assertThat(agents(rig))
          .containsExactlyInAnyOrder("brain#call", "brain#stream", "helper#call");
      assertThat(rig.store().account().nothingHeld()).isTrue();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aBeanInsideAnothersDefinitionIsOfWhoCallsIt() {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, OWN.with("kind", "brain").with("made", "inner"));
      isAnswered(rig, OPENAI.with("kind", "helper").with("made", "inner"));

      assertThat(agents(rig)).containsExactlyInAnyOrder(DESK + "#ask", DESK + "#ask");
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "brain, brain",
    "brain-stream, brain",
    "plain, dev.bursar.programs.SpringAiProgram",
    "stream, dev.bursar.programs.SpringAiProgram"
  })
  void aModelsBeanOrCallerCanHaveAnAccountWithLimits(String kind, String name) {
    String accounts = "[{name: own, when: {ai-service: " + name + "}, limits: {calls: 2}}]";
    try (Rig rig = start(agent -> agent.with("accounts", accounts))) {
      isAnswered(rig, OWN.with("kind", kind));
      isAnswered(rig, OWN.with("kind", kind));
      Answer refused = rig.ask(OWN.with("kind", kind));

      assertThat(refused.refused()).as("%s", refused).isTrue();
      assertThat(rig.store().account("own").spent("calls")).isEqualTo(2);
      assertThat(rig.ask(OWN.with("kind", "meter")).number("hits")).isEqualTo(2);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void beansFromBeforeTheAgentCameAreOfWhoCallsThemAndLaterOnesHaveTheirNames() {
    List<Ask> calls =
        List.of(
            OWN.with("kind", "brain"),
            OWN.with("kind", "brain-stream"),
            OPENAI.with("kind", "helper"));
    try (Rig rig = Rig.bare(new Combo(ClientRow.springAi(version), Jdks.current()))) {
      calls.forEach(call -> isAnswered(rig, call));
      Outcome attached = rig.attach(Jdks.current(), Agent.on(rig.store()).arguments());
      assertThat(attached.exit()).as("%s", attached).isZero();

      calls.forEach(call -> isAnswered(rig, call));
      assertThat(rig.store().account("default/" + DESK).spent("calls")).isEqualTo(3);
      calls.forEach(call -> isAnswered(rig, call.with("made", "given")));
      assertThat(rig.store().account("default/brain").spent("calls")).isEqualTo(2);
      assertThat(rig.store().account("default/helper").spent("calls")).isEqualTo(1);
      assertThat(agents(rig))
          .containsExactlyInAnyOrder(
              DESK + "#ask",
              DESK + "#stream",
              DESK + "#ask",
              "brain#call",
              "brain#stream",
              "helper#call");
      rig.faultless();
    }
  }

  @Test
  void aChatClientThatIsOneTooDeepIsRefusedBeforeItSpendsAnything() {
    try (Rig rig = start(agent -> agent.with("limits.depth", 2))) {
      rig.provider().next(Reply.normal().tool("ask"), Reply.normal().tool("ask"));
      isAnswered(rig, OPENAI.with("kind", "nested").with("levels", 3));

      // The model of the second has been told, and went on.
      assertThat(rig.provider().hits()).isEqualTo(4);
      rig.settledExactly();
      String second = "default/level-1/level-2";
      assertThat(rig.store().account(second).spent("calls")).isEqualTo(2);
      assertThat(rig.store().account(second).refused()).isEqualTo(1);
      JsonNode refused = refusedRun(rig);
      assertThat(refused.path("account").asText()).isEqualTo(second);
      assertThat(refused.path("provider").asText()).isEqualTo("spring-ai");
      assertThat(refused.path("model").asText()).isEqualTo("level-3");
      assertThat(refused.path("reason").asText()).isEqualTo("depth");
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aChatClientAsksNoMoreOthersThanItMayAndTheNextRunAsManyAgain() {
    String accounts = "[{name: boss, when: {ai-service: level-1}, limits: {fanout: 2}}]";
    try (Rig rig = start(agent -> agent.with("accounts", accounts))) {
      Ask nested = OPENAI.with("kind", "nested");
      for (int i = 0; i < 3; i++) {
        rig.provider().next(Reply.normal().tool("ask"));
        rig.provider().next(Reply.normal()); // Of the second, twice; then of the first.
      }
      isAnswered(rig, nested);
      assertThat(rig.provider().hits()).isEqualTo(6);
      assertThat(refusedRun(rig).path("reason").asText()).isEqualTo("fanout");

      rig.provider().next(Reply.normal().tool("ask"));
      isAnswered(rig, nested);
      assertThat(rig.provider().hits()).isEqualTo(9);
      rig.settledExactly();
      assertThat(rig.store().account("boss/level-2").spent("calls")).isEqualTo(3);
      assertThat(rig.store().account("boss").spent("calls")).isEqualTo(9);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aConversationIsToldFromOthersByAHashAlone() {
    try (Rig rig = start(agent -> agent)) {
      for (String id : List.of("tenant-7-secret", "tenant-8-secret", "tenant-7-secret")) {
        isAnswered(rig, OPENAI.with("kind", "helper").with("conversation", id));
      }
      isAnswered(rig, OPENAI.with("kind", "helper"));

      rig.settledExactly();
      List<String> agents = agents(rig);
      assertThat(agents.get(0)).matches("helper#call@[0-9a-f]{16}");
      assertThat(agents.get(1)).matches("helper#call@[0-9a-f]{16}").isNotEqualTo(agents.get(0));
      assertThat(agents.get(2)).isEqualTo(agents.get(0));
      assertThat(agents.get(3)).isEqualTo("helper#call");
      assertThat(rig.store().filesWith("tenant-")).isEmpty();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void nothingIsKeptOfRequestsThatAreOver() {
    try (Rig rig = start(agent -> agent)) {
      Ask helper = OPENAI.with("kind", "helper");
      isAnswered(rig, helper.with("times", 200));

      Ask kept = OWN.with("kind", "kept").with("of", KEPT);
      Awaitility.await()
          .untilAsserted(
              () -> {
                isAnswered(rig, helper); // It finds what the collector has let go.
                assertThat(rig.ask(kept).number("kept")).isBetween(1L, 20L);
              });
      rig.quietWithFaults(0);
    }
  }

  private static List<String> agents(Rig rig) {
    return rig.store().calls().stream()
        .map((JsonNode call) -> call.path("agent").asText())
        .toList();
  }

  private static JsonNode refusedRun(Rig rig) {
    List<JsonNode> refused =
        rig.store().calls().stream()
            .filter(call -> call.path("outcome").asText().equals("refused"))
            .toList();
    assertThat(refused).hasSize(1);
    assertThat(refused.get(0).path("endpoint").asText()).isEqualTo("run");
    return refused.get(0);
  }

  private static Answer isAnswered(Rig rig, Ask order) {
    Answer answer = rig.ask(order);
    assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
    return answer;
  }

  /** The one call; the app of a stream may have its answer before the end of it was seen. */
  private static JsonNode call(Rig rig) {
    Awaitility.await().untilAsserted(() -> assertThat(rig.store().calls()).hasSize(1));
    return rig.store().calls().get(0);
  }
}
