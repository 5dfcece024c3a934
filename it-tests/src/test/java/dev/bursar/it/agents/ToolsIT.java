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

/** Each execution of a tool is counted and shown, and can be refused. */
@ParameterizedClass
@ValueSource(strings = {"1.0.0", "1.8.0", "1.16.1-beta26", "1.19.0"})
class ToolsIT {
  private static final String PROGRAM = "dev.bursar.programs.AgentsProgram$";
  private static final String ASSISTANT = PROGRAM + "Assistant";
  private static final String NOT_RETRIED = "dev.langchain4j.exception.NonRetriableException";
  private static final Ask SERVICE = Ask.chat("gpt-4o").max(40).with("kind", "service");
  private static final Ask BARE = Ask.chat("gpt-4o").with("kind", "tool");

  @Parameter String version;

  private Rig start(UnaryOperator<Agent> settings) {
    return Rig.start(new Combo(ClientRow.agents(version), Jdks.current()), settings);
  }

  private Rig limited(int toolCalls) {
    return start(agent -> agent.with("limits.tool-calls", toolCalls));
  }

  @Test
  void eachExecutionIsCountedOnItsRunAndShown() {
    try (Rig rig = start(agent -> agent)) {
      rig.provider().next(Reply.normal().tool("ping"), Reply.normal().tool("ping", "ping"));
      isAnswered(rig, SERVICE);

      rig.settledExactly();
      Account service = rig.store().account("default/" + ASSISTANT);
      assertThat(service.spent("tool_calls")).isEqualTo(3);
      assertThat(service.spent("calls")).isEqualTo(3);
      assertThat(rig.store().account().spent("tool_calls")).isEqualTo(3);
      List<JsonNode> lines = toolsOf(rig);
      assertThat(lines).hasSize(3);
      for (JsonNode line : lines) {
        assertThat(line.path("account").asText()).isEqualTo("default/" + ASSISTANT);
        assertThat(line.path("model").asText()).isEqualTo("ping");
        assertThat(line.path("outcome").asText()).isEqualTo("settled");
        assertThat(new BigDecimal(line.path("actual").path("usd").asText())).isZero();
        assertThat(new BigDecimal(line.path("hold").path("usd").asText())).isZero();
      }
      assertThat(rig.store().doctor().toString()).doesNotContain("does not fit");
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"service", "stream"})
  void aRefusedToolEndsTheCallOfTheService(String kind) {
    try (Rig rig = limited(3)) {
      rig.provider().always(Reply.normal().tool("ping"));
      Answer answer = rig.ask(SERVICE.with("kind", kind));

      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(answer.error()).isEqualTo(NOT_RETRIED);
      assertThat(answer.message())
          .contains("tool ping", "account default", "its limit is 3", "raise limits.tool-calls");
      assertThat(rig.provider().hits()).isEqualTo(4);
      Account account = rig.settledExactly();
      assertThat(account.spent("tool_calls")).isEqualTo(3);
      assertThat(rig.store().account("default/" + PROGRAM + nameOf(kind)).refused()).isEqualTo(1);
      List<JsonNode> lines = toolsOf(rig);
      assertThat(lines).hasSize(4);
      assertThat(lines.get(3).path("outcome").asText()).isEqualTo("refused");
      assertThat(lines.get(3).path("reason").asText()).isEqualTo("tool-calls");
      rig.quietWithFaults(0);
    }
  }

  private static String nameOf(String kind) {
    return kind.equals("stream") ? "Speaker" : "Assistant";
  }

  @ParameterizedTest
  @ValueSource(strings = {"service", "stream"})
  void ofToolsThatAreExecutedAtOnceNotOneIsTooMany(String kind) {
    boolean atOnce = !version.equals("1.0.0"); // Which executes them one after the other.
    try (Rig rig = limited(3)) {
      rig.provider().always(Reply.normal().tool("ping", "ping", "ping", "ping", "ping"));
      Answer answer = rig.ask(SERVICE.with("kind", kind).with("concurrent", atOnce));

      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(answer.error()).isEqualTo(NOT_RETRIED);
      assertThat(rig.settledExactly().spent("tool_calls")).isEqualTo(3);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aToolWithAnAccountHasLimitsOfItsOwn() {
    String accounts = "[{name: pings, when: {tool: ping}, limits: {tool-calls: 2}}]";
    try (Rig rig = start(agent -> agent.with("accounts", accounts))) {
      rig.provider()
          .next(
              Reply.normal().tool("ping"),
              Reply.normal().tool("ask"),
              Reply.normal(),
              Reply.normal().tool("ping"),
              Reply.normal().tool("ping"));
      Answer answer = rig.ask(SERVICE);

      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(answer.message()).contains("account default/" + ASSISTANT + "/pings");
      String service = "default/" + ASSISTANT;
      rig.settledExactly();
      assertThat(rig.store().account(service).spent("tool_calls")).isEqualTo(3);
      assertThat(rig.store().account(service + "/pings").spent("tool_calls")).isEqualTo(2);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aToolWithAnAccountPaysForTheModelThatItAsksAndSoDoesItsCaller() {
    String accounts = "[{name: asking, when: {tool: ask}, limits: {calls: 1}}]";
    try (Rig rig = start(agent -> agent.with("accounts", accounts))) {
      rig.provider().next(Reply.normal().tool("ask"));
      isAnswered(rig, SERVICE);

      String service = "default/" + ASSISTANT;
      rig.settledExactly();
      assertThat(rig.store().account(service).spent("calls")).isEqualTo(3);
      assertThat(rig.store().account(service + "/asking").spent("calls")).isEqualTo(1);
      assertThat(rig.store().account(service + "/asking/" + ASSISTANT).spent("calls")).isEqualTo(1);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aServiceThatAToolMayNotCallIsRefusedToTheToolAlone() {
    try (Rig rig = start(agent -> agent.with("limits.depth", 1))) {
      rig.provider().next(Reply.normal().tool("ask"));
      isAnswered(rig, SERVICE); // LangChain4j tells the model what the tool threw.

      assertThat(rig.provider().hits()).isEqualTo(2);
      JsonNode refused = rig.store().calls().get(2);
      assertThat(refused.path("endpoint").asText()).isEqualTo("run");
      assertThat(refused.path("model").asText()).isEqualTo(ASSISTANT);
      assertThat(refused.path("outcome").asText()).isEqualTo("refused");
      assertThat(refused.path("reason").asText()).isEqualTo("depth");
      rig.settledExactly();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aToolOfALoopOfTheAppsOwnIsCountedOnTheJvmsAccount() {
    try (Rig rig = limited(1)) {
      isAnswered(rig, BARE);
      Answer second = rig.ask(BARE);

      assertThat(second.error()).isEqualTo(NOT_RETRIED);
      assertThat(rig.store().account().spent("tool_calls")).isEqualTo(1);
      assertThat(rig.store().account().refused()).isEqualTo(1);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aHaltedAccountExecutesNoTool() {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, BARE);
      assertThat(rig.store().run("halt", "default", "--reason", "enough").exit()).isZero();

      Answer halted = rig.ask(BARE);
      assertThat(halted.refused()).as("%s", halted).isTrue();
      assertThat(halted.message()).contains("tool ping", "is halted (enough)", "resume default");

      assertThat(rig.store().run("resume", "default").exit()).isZero();
      isAnswered(rig, BARE);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void whereCallsAreOnlyObservedAToolIsExecutedPastItsLimit() {
    try (Rig rig = start(agent -> agent.with("limits.tool-calls", 1).with("mode", "observe"))) {
      isAnswered(rig, BARE);
      isAnswered(rig, BARE);

      assertThat(toolsOf(rig).get(1).path("outcome").asText()).isEqualTo("settled");
      assertThat(toolsOf(rig).get(1).path("reason").asText())
          .isEqualTo("would be refused: tool-calls");
      rig.quietWithFaults(0);
    }
  }

  private static List<JsonNode> toolsOf(Rig rig) {
    return rig.store().calls().stream()
        .filter(line -> line.path("endpoint").asText().equals("tool"))
        .peek(line -> assertThat(line.path("provider").asText()).isEqualTo("langchain4j"))
        .toList();
  }

  private static void isAnswered(Rig rig, Ask order) {
    Answer answer = rig.ask(order);
    assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
  }
}
