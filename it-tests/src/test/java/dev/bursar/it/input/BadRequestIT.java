package dev.bursar.it.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.harness.Rigs;
import dev.bursar.it.provider.PriceList;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client library would write. Never a crash, a hang, or a free call. */
@ParameterizedClass
@MethodSource("combos")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestIT {
  private static final int HUNDRED_MEGABYTES = 100_000_000;
  private static final String SMALL_HEAP = "-Xmx96m";

  @Parameter Combo combo;

  private final Rigs<String> rigs = new Rigs<>();

  private Rig limited() {
    return rigs.get("limited", () -> Rig.start(combo, agent -> agent.limitUsd("1"), SMALL_HEAP));
  }

  private Rig free() {
    return rigs.get("free", () -> Rig.start(combo, agent -> agent, SMALL_HEAP));
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
  @ValueSource(
      strings = {
        "",
        "hello",
        "{\"model\":\"gpt-4o\",\"messages\":[",
        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]",
        "{\"model\":\"gpt-4o\" \"messages\":[]}",
        "<xml/>"
      })
  void whatIsNotJsonCannotBePricedAndIsRefusedUnderALimit(String body) {
    long hits = limited().provider().hits();
    Answer refused = limited().ask(post(body));
    assertThat(refused.refused()).as("%s", refused).isTrue();
    assertThat(limited().provider().hits()).isEqualTo(hits);
    limited().settledExactly();
    Answer passed = free().ask(post(body));
    assertThat(passed.status()).as("%s", passed).isEqualTo(400);
    free().settledExactly();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[]", "null", "42", "{\"model\":\"gpt-4o\"}", "{\"query\":\"{ me }\"}"})
  void jsonThatAsksNoModelPasses(String body) {
    for (Rig rig : new Rig[] {limited(), free()}) {
      Answer answer = rig.ask(post(body));
      assertThat(answer.status()).as("%s", answer).isEqualTo(400);
      rig.settledExactly();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"max_completion_tokens\":-1",
        "\"max_completion_tokens\":0",
        "\"max_completion_tokens\":\"many\"",
        "\"max_completion_tokens\":1e3",
        "\"max_completion_tokens\":99999999999999999999999",
        "\"max_completion_tokens\":null",
        "\"max_completion_tokens\":10,\"max_completion_tokens\":900",
        "\"max_tokens\":10,\"max_completion_tokens\":900",
        "\"n\":0",
        "\"n\":-3",
        "\"n\":1000000000000",
        "\"n\":null",
        "\"stream\":\"yes\"",
        "\"stream\":true,\"stream_options\":null",
        "\"stream\":true,\"stream_options\":{\"include_usage\":false}",
        "\"stream\":true,\"stream_options\":{\"include_usage\":\"no\",\"x\":[1]}",
        "\"stream_options\":[]"
      })
  void oddNumbersAreNeverFree(String field) {
    String body =
        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
            + field
            + "}";
    Answer answer = limited().ask(post(body));
    assertThat(answer.error()).as("%s", answer).isEmpty();
    limited().settledAtLeast();
  }

  @Test
  void aModelWithoutAPriceIsRefusedUnderALimit() {
    long hits = limited().provider().hits();
    Answer refused = limited().ask(Ask.chat(PriceList.UNLISTED));
    assertThat(refused.refused()).as("%s", refused).isTrue();
    assertThat(refused.text()).contains(PriceList.UNLISTED);
    assertThat(limited().provider().hits()).isEqualTo(hits);
    limited().settledExactly();
  }

  /** What it costs nobody can know, but it is not taken for nothing: the tokens are booked. */
  @Test
  void aModelWithoutAPricePassesWithoutALimitAndIsReported() {
    try (Rig rig = Rig.start(combo, agent -> agent)) {
      Answer passed = rig.ask(Ask.chat(PriceList.UNLISTED).max(40));
      assertThat(passed.status()).as("%s", passed).isEqualTo(200);
      JsonNode call = rig.store().calls().get(0);
      assertThat(call.path("outcome").asText()).as("%s", call).isEqualTo("estimated");
      assertThat(call.path("reason").asText()).as("%s", call).contains(PriceList.UNLISTED);
      assertThat(call.path("actual").path("output_tokens").asLong())
          .isEqualTo(rig.provider().meter().last().output());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/octet-stream", "application/json; charset=utf-16"})
  void theContentTypeIsOnlyAHint(String type) {
    Answer answer = limited().ask(Ask.chat("gpt-4o").max(30).with("type", type));
    assertThat(answer.error()).as("%s", answer).isEmpty();
    limited().settledExactly();
  }

  @Test
  void oneHundredMegabytesAreRefusedUnderALimit() {
    long hits = limited().provider().hits();
    Answer refused = limited().ask(oneHundredMegabytes("gpt-4o"));
    assertThat(refused.refused()).as("%s", refused).isTrue();
    assertThat(limited().provider().hits()).isEqualTo(hits);
    limited().settledExactly();
  }

  @Test
  void oneHundredMegabytesPassWithoutALimitAndAreNotKeptInMemory() {
    Answer passed = free().ask(oneHundredMegabytes("nobody"));
    assertThat(passed.status()).as("%s", passed).isEqualTo(404);
    assertThat(free().provider().lastReceived().body().length).isGreaterThan(HUNDRED_MEGABYTES);
    free().settledExactly();
  }

  private static Ask oneHundredMegabytes(String model) {
    return Ask.chat(model).with("fill", HUNDRED_MEGABYTES);
  }

  @Test
  void textAfterTheObjectIsNeverFree() {
    String body = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}}";
    Answer answer = limited().ask(post(body));
    assertThat(answer.error()).as("%s", answer).isEmpty();
    limited().settledAtLeast();
  }

  @Test
  void deepNestingNeitherCrashesNorIsFree() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    String body = "{\"metadata\":" + deep + ",\"model\":\"gpt-4o\",\"messages\":[]}";
    Answer answer = limited().ask(post(body));
    assertThat(answer.error()).as("%s", answer).isEmpty();
    limited().settledAtLeast();
  }

  @Test
  void bytesThatAreNoTextNeitherCrashNorAreFree() {
    byte[] body = new byte[4_096];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i * 31);
    }
    Answer answer = limited().ask(Ask.post(body));
    assertThat(answer.refused()).as("%s", answer).isTrue();
    limited().settledExactly();
  }

  private static Ask post(String body) {
    return Ask.post(body.getBytes(StandardCharsets.UTF_8));
  }
}
