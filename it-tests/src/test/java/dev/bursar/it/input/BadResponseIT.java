package dev.bursar.it.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.harness.Rigs;
import dev.bursar.it.provider.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that no provider should write. The app gets them as they are; no call is free. */
@ParameterizedClass
@MethodSource("combos")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadResponseIT {
  @Parameter Combo combo;

  private final Rigs<String> rigs = new Rigs<>();

  private Rig rig() {
    return rigs.get("limited", () -> Rig.start(combo, agent -> agent.limitUsd("100")));
  }

  static Stream<Combo> combos() {
    return Stream.of(ClientRow.Kind.OKHTTP, ClientRow.Kind.JDK, ClientRow.Kind.HTTP_URL_CONNECTION)
        .flatMap(Combo::newest);
  }

  @AfterParameterizedClassInvocation
  void noneOfItIsAFaultOfOurs() {
    rigs.quietToTheEnd();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResponseWithoutUsageIsEstimatedAndNeverTooLow(boolean streamed) {
    Answer answer = ask(streamed, Reply.normal().output(60).usage(Reply.Usage.MISSING));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    rig().settledAtLeast();
    assertThat(lastOutcome()).isEqualTo("estimated");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void negativeUsageIsNotBelieved(boolean streamed) {
    Answer answer = ask(streamed, Reply.normal().output(60).usage(Reply.Usage.NEGATIVE));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    rig().settledAtLeast();
    assertThat(lastOutcome()).isIn("estimated", "charged");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reply.End.class,
      names = {"CUT", "RESET"})
  void aStreamCutInAnEventIsCharged(Reply.End end) {
    Answer answer = ask(true, Reply.normal().output(60).end(end, 4));
    assertThat(answer.error()).as("%s", answer).isNotEmpty();
    rig().settledAtLeast();
    assertThat(lastOutcome()).isEqualTo("charged");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reply.End.class,
      names = {"CUT", "RESET"})
  void jsonCutInTheMiddleIsCharged(Reply.End end) {
    Answer answer = ask(false, Reply.normal().output(60).end(end, 0));
    if (combo.client().noticesShortBodies() || end == Reply.End.RESET) {
      assertThat(answer.error()).as("%s", answer).isNotEmpty();
    }
    rig().settledAtLeast();
    assertThat(lastOutcome()).isEqualTo("charged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>busy</html>",
        "{\"choices\":[",
        "[]",
        "null",
        "{\"usage\":null}",
        "{\"usage\":{}}",
        "{\"usage\":{\"prompt_tokens\":\"ten\",\"completion_tokens\":{}}}",
        "{\"usage\":{\"prompt_tokens\":1.5,\"completion_tokens\":true}}",
        "{\"usage\":{\"prompt_tokens\":10}}",
        "{\"usage\":[1,2,3]}"
      })
  void aBodyThatIsNoCompletionReachesTheAppAndIsNotFree(String body) {
    for (String type : List.of("application/json", "text/plain", "text/event-stream")) {
      Answer answer = ask(false, Reply.strange(type, body.getBytes(StandardCharsets.UTF_8)));
      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      assertThat(answer.text()).isEqualTo(body);
    }
    rig().settledAtLeast();
  }

  /** Debt that no number can hold must not turn into credit. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"usage\":{\"prompt_tokens\":9223372036854775807,\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":99999999999999999999999999}}"
      })
  void anAbsurdBillStopsTheAccountAndNeverFreesIt(String body) {
    try (Rig own = Rig.start(combo, agent -> agent.limitUsd("100"))) {
      own.provider().next(Reply.strange("application/json", body.getBytes(StandardCharsets.UTF_8)));
      assertThat(own.ask(call()).status()).isEqualTo(200);
      own.settledAtLeast();
      Answer next = own.ask(call());
      assertThat(next.error()).as("%s", next).isEmpty();
      own.settledAtLeast();
      own.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 529})
  void anErrorAfterTheModelHasRunIsCharged(int status) {
    Answer answer = ask(false, Reply.error(status).afterGenerating().output(60));
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    rig().settledAtLeast();
    assertThat(lastOutcome()).isEqualTo("charged");
  }

  private Answer ask(boolean streamed, Reply reply) {
    rig().provider().next(reply);
    return rig().ask(streamed ? call().streamed() : call());
  }

  private static Ask call() {
    return Ask.chat("gpt-4o").max(80);
  }

  private String lastOutcome() {
    List<JsonNode> calls = rig().store().calls();
    return calls.get(calls.size() - 1).path("outcome").asText();
  }
}
