package dev.bursar.it.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.ClientRow.Kind;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.How;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Protocol;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Apps that call the SDKs of OpenAI, Anthropic and Google, in no run of anybody's. */
class SdksIT {
  private static final String PROGRAMS = "dev.bursar.programs.";
  private static final String OPENAI = PROGRAMS + "OpenAiProgram";
  private static final String DESK = "{name: desk, when: {ai-service: " + OPENAI + "}, ";
  private static final Ask CHAT = Ask.chat("gpt-4o").max(40);

  /** With a pool whose threads stay, where a machine of few cores has a new one for each task. */
  private static Rig start(Combo combo, UnaryOperator<Agent> settings) {
    return Rig.start(combo, settings, "-Djava.util.concurrent.ForkJoinPool.common.parallelism=4");
  }

  private static Combo openAi(String version, Jdk jdk) {
    return new Combo(ClientRow.beside(Kind.OPENAI, "openai-java-" + version), jdk);
  }

  static Stream<Combo> openAi() {
    return Stream.of("2.0.0", "4.101.0")
        .flatMap(
            version ->
                Stream.of(Jdks.orCurrent(8), Jdks.current(), Jdks.orCurrent(25))
                    .distinct()
                    .map(jdk -> openAi(version, jdk)));
  }

  @ParameterizedTest
  @MethodSource("openAi")
  void eachCallIsPaidByTheClassThatMakesIt(Combo combo) {
    try (Rig rig = start(combo, agent -> agent)) {
      isAnswered(rig, CHAT);
      isAnswered(rig, CHAT.async());
      isAnswered(rig, CHAT.streamed());
      isAnswered(rig, CHAT.streamed().async());
      isAnswered(rig, Ask.embed("text-embedding-3-small"));

      Account all = rig.settledExactly();
      Account caller = rig.store().account("default/" + OPENAI);
      assertThat(caller.spent("calls")).isEqualTo(5);
      assertThat(caller.spent()).isEqualByComparingTo(all.spent());
      assertThat(rig.store().calls())
          .extracting(call -> call.path("agent").asText())
          .containsExactlyInAnyOrder(by(combo, "chat", "chat", "stream", "stream", "embed"));
      assertThat(rig.store().doctor().toString()).doesNotContain("does not fit");
      rig.quietWithFaults(0);
    }
  }

  /** Java 8 shows no methods that cheaply. */
  private static String[] by(Combo combo, String... methods) {
    return Stream.of(methods)
        .map(method -> combo.jdk().version() < 9 ? OPENAI : OPENAI + '#' + method)
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.0.0", "4.101.0"})
  void aClientThatWasBuiltBeforeTheAgentCameIsPaidForToo(String version) {
    ClientRow row = ClientRow.beside(Kind.OPENAI, "openai-java-" + version);
    Combo attached = new Combo(row, Jdks.current(), How.ATTACH, Protocol.HTTP_1);
    try (Rig rig = start(attached, agent -> agent)) {
      isAnswered(rig, CHAT);
      isAnswered(rig, CHAT.async());
      isAnswered(rig, CHAT.async());

      rig.settledExactly();
      assertThat(rig.store().account("default/" + OPENAI).spent("calls")).isEqualTo(3);
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"2.0.0, false", "4.101.0, false", "4.101.0, true"})
  void theClassCanHaveAnAccountWithLimits(String version, boolean async) {
    String accounts = "[" + DESK + "limits: {calls: 2}}]";
    try (Rig rig =
        start(openAi(version, Jdks.current()), agent -> agent.with("accounts", accounts))) {
      Ask call = CHAT.with("async", async);
      isAnswered(rig, call);
      isAnswered(rig, call);
      Answer refused = rig.ask(call);

      assertThat(refused.status()).as("%s", refused).isEqualTo(402);
      assertThat(rig.provider().hits()).isEqualTo(2);
      rig.settledExactly();
      assertThat(rig.store().account("desk").spent("calls")).isEqualTo(2);
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAStreamDoesAfterItsCallIsPaidByItsRun(boolean async) {
    String accounts = "[" + DESK + "per-run: true, limits: {calls: 1}}]";
    try (Rig rig =
        start(openAi("4.101.0", Jdks.current()), agent -> agent.with("accounts", accounts))) {
      Ask call = CHAT.streamed().with("async", async);
      isAnswered(rig, call);
      isAnswered(rig, call);

      rig.settledExactly();
      assertThat(rig.store().calls())
          .extracting(line -> line.path("account").asText() + ' ' + line.path("outcome").asText())
          .containsExactlyInAnyOrder("desk/1 settled", "desk/2 settled");
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2.0.0, false, false",
    "4.101.0, false, false",
    "4.101.0, true, false",
    "4.101.0, false, true",
    "4.101.0, true, true"
  })
  void aRunThatMustNotBeginIsRefusedAndNotTriedAgain(
      String version, boolean async, boolean stream) {
    try (Rig rig = start(openAi(version, Jdks.current()), agent -> agent.with("limits.depth", 0))) {
      Answer refused = rig.ask(CHAT.with("async", async).with("stream", stream));

      assertThat(refused.refused()).as("%s", refused).isTrue();
      if (!async) {
        assertThat(refused.error()).isEqualTo("dev.bursar.gate.BudgetExceededException");
      }
      assertThat(rig.provider().hits()).isZero();
      List<JsonNode> calls = rig.store().calls();
      assertThat(calls).hasSize(1);
      assertThat(calls.get(0).path("endpoint").asText()).isEqualTo("run");
      assertThat(calls.get(0).path("provider").asText()).isEqualTo("app");
      assertThat(calls.get(0).path("model").asText()).isEqualTo(OPENAI);
      assertThat(calls.get(0).path("outcome").asText()).isEqualTo("refused");
      rig.quietWithFaults(0);
    }
  }

  static Stream<Combo> others() {
    return Stream.of(
            "anthropic-java-1.0.0",
            "anthropic-java-3.12.0",
            "google-genai-1.0.0",
            "google-genai-1.70.0")
        .flatMap(
            name ->
                Stream.of(Jdks.orCurrent(8), Jdks.current())
                    .distinct()
                    .map(jdk -> new Combo(ClientRow.beside(Kind.OPENAI, name), jdk)));
  }

  /** Their formats are not metered; what is asked within such a call is, and shows whose it is. */
  @ParameterizedTest
  @MethodSource("others")
  void whatIsAskedWithinACallIsPaidByTheClassThatMakesIt(Combo combo) {
    try (Rig rig = start(combo, agent -> agent)) {
      isAnswered(rig, CHAT);
      isAnswered(rig, CHAT.async());
      isAnswered(rig, CHAT.async());

      rig.settledExactly();
      assertThat(rig.store().account("default/" + combo.client().mainClass()).spent("calls"))
          .isEqualTo(3);
      rig.quietWithFaults(0);
    }
  }

  private static void isAnswered(Rig rig, Ask order) {
    Answer answer = rig.ask(order);
    assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
  }
}
