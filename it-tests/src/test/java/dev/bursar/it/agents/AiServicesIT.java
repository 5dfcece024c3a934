package dev.bursar.it.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * AI services have accounts without any configuration, and limits with it. Before LangChain4j 1.0
 * they ran on OkHttp, until 0.35 on Java 8 too.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("rows")
class AiServicesIT {
  private static final Ask SERVICE = Ask.chat("gpt-4o").max(40).with("kind", "service");
  private static final Ask STREAM = SERVICE.with("kind", "stream");

  @Parameter(0)
  String version;

  @Parameter(1)
  Jdk jdk;

  private String assistant;
  private String speaker;

  static Stream<Arguments> rows() {
    return Stream.concat(
        Stream.of("0.25.0", "0.31.0", "0.35.0", "0.36.2")
            .flatMap(
                version ->
                    Jdks.here().stream()
                        .filter(jdk -> jdk.version() == 17 || (jdk.version() == 8 && on8(version)))
                        .map(jdk -> Arguments.of(version, jdk))),
        Stream.of("1.0.0", "1.8.0", "1.16.1-beta26", "1.19.0")
            .map(version -> Arguments.of(version, Jdks.current())));
  }

  private static boolean on8(String version) {
    return !version.startsWith("0.36");
  }

  @BeforeEach
  void nameTheServices() {
    String app = isOld() ? "OldAgentsProgram" : "AgentsProgram";
    assistant = "dev.bursar.programs." + app + "$Assistant";
    speaker = "dev.bursar.programs." + app + "$Speaker";
  }

  private boolean isOld() {
    return version.startsWith("0.");
  }

  private Rig start(UnaryOperator<Agent> settings) {
    return Rig.start(new Combo(ClientRow.agents(version), jdk), settings);
  }

  private static String limited(String name, String service) {
    return "[{name: " + name + ", when: {ai-service: \"" + service + "\"}, limits: {calls: 7}}]";
  }

  @Test
  void anAiServiceHasAnAccountOfItsOwn() {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, SERVICE);
      isAnswered(rig, SERVICE);

      rig.settledExactly();
      Account service = rig.store().account("default/" + assistant);
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

      String service = "default/" + assistant;
      rig.settledExactly();
      assertThat(rig.store().account(service).spent("calls")).isEqualTo(3);
      assertThat(rig.store().account(service + "/" + assistant).spent("calls")).isEqualTo(1);
      assertThat(rig.store().account(service).spent("tool_calls")).isEqualTo(1);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aToolLoopThatNeverEndsIsStoppedByItsAccountsCalls() {
    try (Rig rig = start(agent -> agent.with("accounts", limited("loop", assistant)))) {
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
  void whatIsRefusedAndTriedAgainIsRefusedAgain() {
    try (Rig rig = start(agent -> agent.with("limits.calls", 1))) {
      isAnswered(rig, SERVICE);
      Answer answer = rig.ask(SERVICE.with("retries", 2));

      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(rig.provider().hits()).isEqualTo(1);
      rig.settledExactly();
      // Only before 1.0 does LangChain4j try again what was refused.
      assertThat(rig.store().account("default/" + assistant).refused())
          .isBetween(isOld() ? 2L : 1L, isOld() ? 3L : 1L);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void soIsOneOfAStream() {
    try (Rig rig = start(agent -> agent.with("accounts", limited("loop", speaker)))) {
      rig.provider().always(Reply.normal().tool("ping"));
      Answer answer = rig.ask(STREAM);

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
      isAnswered(rig, STREAM);

      String service = "default/" + speaker;
      rig.settledExactly();
      assertThat(rig.store().account(service).spent("calls")).isEqualTo(4);
      assertThat(rig.store().account(service + "/" + assistant).spent("calls")).isEqualTo(1);
      assertThat(rig.store().account(service).spent("tool_calls")).isEqualTo(2);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aStreamThatIsCancelledPaysAtLeastItsBill() {
    assumeTrue(List.of("1.8.0", "1.16.1-beta26", "1.19.0").contains(version), "can be cancelled");
    try (Rig rig = start(agent -> agent)) {
      // All of it is billed, and most of it has not left the provider as the app cancels.
      CountDownLatch never = new CountDownLatch(1);
      rig.provider().next(Reply.normal().output(2_000).restUntil(10, never));
      Answer answer = rig.ask(STREAM.max(3_000).with("parts", 3));

      assertThat(answer.text()).as("%s", answer).isEqualTo("3 parts");
      Account all = rig.settledAtLeast();
      assertThat(all.spent("calls")).isEqualTo(1);
      assertThat(rig.store().calls())
          .extracting(call -> call.path("outcome").asText())
          .containsExactly("charged");
      Account service = rig.store().account("default/" + speaker);
      assertThat(service.spent()).isEqualByComparingTo(all.spent());
      isAnswered(rig, SERVICE);
      assertThat(rig.settledAtLeast().spent("calls")).isEqualTo(2);
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"service", "stream"})
  void aRefusedToolEndsTheCallOfTheService(String kind) {
    try (Rig rig = start(agent -> agent.with("limits.tool-calls", 3))) {
      rig.provider().always(Reply.normal().tool("ping"));
      Answer answer = rig.ask(SERVICE.with("kind", kind));

      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(answer.message()).contains("tool ping", "its limit is 3");
      assertThat(rig.provider().hits()).isEqualTo(4);
      assertThat(rig.settledExactly().spent("tool_calls")).isEqualTo(3);
      List<JsonNode> lines =
          rig.store().calls().stream()
              .filter(call -> call.path("endpoint").asText().equals("tool"))
              .toList();
      assertThat(lines).hasSize(4);
      assertThat(lines.get(3).path("outcome").asText()).isEqualTo("refused");
      rig.quietWithFaults(0);
    }
  }

  @Test
  void noHookIsSaidNotToFit() {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, SERVICE);
      isAnswered(rig, STREAM);

      assertThat(rig.store().doctor().toString())
          .doesNotContain("does not fit")
          .contains("langchain4j");
    }
  }

  private static void isAnswered(Rig rig, Ask order) {
    Answer answer = rig.ask(order);
    assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
  }
}
