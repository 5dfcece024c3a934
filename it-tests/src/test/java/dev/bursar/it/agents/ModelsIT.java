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

/**
 * LangChain4j's models are held where no transport sees them, and left to the transport where one
 * does. The judge of the first is a meter in the app itself, of the second the provider's.
 */
@ParameterizedClass
@ValueSource(strings = {"1.0.0", "1.8.0", "1.19.0"})
class ModelsIT {
  private static final BigDecimal CAP = new BigDecimal("0.01");
  private static final Ask CALL = Ask.chat("gpt-4o-mini").max(100);
  private static final Ask STREAM = CALL.with("kind", "stream");

  @Parameter String version;

  private Rig start(UnaryOperator<Agent> settings) {
    return Rig.start(new Combo(ClientRow.models(version), Jdks.current()), settings);
  }

  private Rig capped() {
    return start(agent -> agent.limitUsd(CAP.toPlainString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "overrides"})
  void aModelWithoutATransportIsNeverOverspentAndNearlyAllIsUsed(String kind) {
    try (Rig rig = capped()) {
      fanOut(rig, CALL.with("kind", kind));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"doChat", "chat"})
  void norIsOneThatStreams(String overridden) {
    try (Rig rig = capped()) {
      fanOut(rig, STREAM.with("by", overridden));
    }
  }

  private static void fanOut(Rig rig, Ask call) {
    Answer done = rig.ask(call.with("delayMicros", 2000).repeated(64, 2));
    assertThat(done.number("refusals")).as("%s", done).isGreaterThanOrEqualTo(128);
    assertThat(done.number("failures")).as("%s", done).isZero();
    Answer meter = meter(rig);
    assertThat(billed(meter)).isBetween(CAP.multiply(new BigDecimal("0.9")), CAP);
    Account account = rig.store().account();
    assertThat(account.spent()).isEqualByComparingTo(billed(meter));
    assertThat(account.spent("calls")).isEqualTo(meter.number("hits"));
    assertThat(account.nothingHeld()).as("%s", account).isTrue();
    rig.quietWithFaults(0);
  }

  @Test
  void aRefusalIsAnExceptionThatIsNotTriedAgain() {
    try (Rig rig = start(agent -> agent.with("limits.calls", 1))) {
      isAnswered(rig, CALL.with("kind", "retries"));
      Answer refused = rig.ask(CALL.with("kind", "retries"));

      assertThat(refused.error())
          .as("%s", refused)
          .isEqualTo("dev.langchain4j.exception.NonRetriableException");
      assertThat(refused.refused()).isTrue();
      assertThat(refused.message()).contains("account default cannot cover it: calls limit 1");
      assertThat(meter(rig).number("hits")).isEqualTo(1);
      assertThat(rig.store().refusals()).isEqualTo(1);
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"doChat", "chat"})
  void aStreamIsRefusedByItsHandler(String overridden) {
    try (Rig rig = start(agent -> agent.with("limits.calls", 1))) {
      isAnswered(rig, STREAM.with("by", overridden));
      Answer refused = rig.ask(STREAM.with("by", overridden));

      assertThat(refused.refused()).as("%s", refused).isTrue();
      assertThat(refused.number("returned")).as("did not throw").isEqualTo(1);
      assertThat(refused.error()).isEqualTo("dev.langchain4j.exception.NonRetriableException");
      assertThat(meter(rig).number("hits")).isEqualTo(1);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aCallIsShownAsItsModels() {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, CALL.with("output", 7));

      JsonNode call = call(rig);
      assertThat(call.path("provider").asText()).isEqualTo("langchain4j");
      assertThat(call.path("endpoint").asText()).isEqualTo("chat");
      assertThat(call.path("model").asText()).isEqualTo("gpt-4o-mini");
      assertThat(call.path("outcome").asText()).isEqualTo("settled");
      assertThat(call.path("actual").path("output_tokens").asLong()).isEqualTo(7);
      assertThat(call.path("hold").path("output_tokens").asLong()).isEqualTo(100);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "half"})
  void usageThatCannotBeIsChargedAtTheHold(String usage) {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, CALL.with("usage", usage));

      JsonNode call = call(rig);
      assertThat(call.path("outcome").asText()).isEqualTo("charged");
      assertThat(call.path("actual").path("usd")).isEqualTo(call.path("hold").path("usd"));
    }
  }

  @Test
  void withoutUsageTheTextThatWasSeenIsCharged() {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, CALL.with("usage", "none").with("output", 3));

      JsonNode call = call(rig);
      assertThat(call.path("outcome").asText()).isEqualTo("estimated");
      assertThat(call.path("actual").path("input_tokens"))
          .isEqualTo(call.path("hold").path("input_tokens"));
      assertThat(call.path("actual").path("output_tokens").asLong()).isBetween(15L, 99L);
      assertThat(rig.store().account().spent()).isGreaterThan(billed(meter(rig)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500})
  void eachAttemptOfARetryIsHeldByItself(int status) {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, CALL.with("kind", "retries").with("fail", 2).with("failWith", status));

      assertThat(meter(rig).number("hits")).isEqualTo(3);
      String failed = status == 429 ? "released" : "charged";
      assertThat(rig.store().calls())
          .extracting(call -> call.path("outcome").asText() + " " + call.path("reason").asText("-"))
          .containsExactlyInAnyOrder(
              failed + " HTTP " + status, failed + " HTTP " + status, "settled -");
      Account account = rig.store().account();
      assertThat(account.spent("calls")).isEqualTo(3);
      assertThat(account.spent("retries")).isEqualTo(2);
      assertThat(account.nothingHeld()).isTrue();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aRetryThatIsRefusedIsNotMade() {
    try (Rig rig = start(agent -> agent.with("limits.retries", 1))) {
      Answer refused = rig.ask(CALL.with("kind", "retries").with("fail", 2));

      assertThat(refused.refused()).as("%s", refused).isTrue();
      assertThat(meter(rig).number("hits")).isEqualTo(2);
      assertThat(rig.store().account().spent("retries")).isEqualTo(1);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aFailedStreamIsChargedAtItsHold() {
    try (Rig rig = start(agent -> agent)) {
      Answer failed = rig.ask(STREAM.with("fail", 1));

      assertThat(failed.status()).as("%s", failed).isEqualTo(500);
      assertThat(call(rig).path("outcome").asText()).isEqualTo("charged");
      assertThat(rig.store().account().nothingHeld()).isTrue();
    }
  }

  @Test
  void vectorsAreHeldToo() {
    try (Rig rig = capped()) {
      isAnswered(rig, CALL.with("kind", "embed"));

      assertThat(call(rig).path("endpoint").asText()).isEqualTo("embeddings");
      assertThat(rig.store().account().spent()).isEqualByComparingTo(billed(meter(rig)));
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "wrapped", "direct"})
  void aModelOverHttpIsChargedOnceForEachAttempt(String kind) {
    try (Rig rig = start(agent -> agent.limitUsd("1"))) {
      isAnswered(rig, CALL.with("kind", kind));
      isAnswered(rig, CALL.with("kind", kind));
      assertThat(rig.store().calls()).hasSize(2);

      if (!kind.equals("direct")) {
        rig.provider().next(Reply.error(429), Reply.error(500));
        isAnswered(rig, CALL.with("kind", kind));
        assertThat(rig.provider().hits()).isEqualTo(5);
      }
      Account account = rig.settledAtLeast();
      assertThat(account.spent("calls")).isEqualTo(rig.provider().hits());
      assertThat(rig.store().calls())
          .hasSize((int) rig.provider().hits())
          .allMatch(call -> call.path("provider").asText().equals("openai"));
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "wrapped", "direct"})
  void aModelOverHttpUsesAllOfItsCap(String kind) {
    try (Rig rig = start(agent -> agent.limitUsd("0.005"))) {
      Answer done = rig.ask(CALL.max(1000).with("kind", kind).repeated(1, 3));

      assertThat(done.number("failures")).as("%s", done).isZero();
      assertThat(rig.provider().meter().total())
          .isBetween(new BigDecimal("0.00475"), new BigDecimal("0.005"));
      rig.settledExactly();
      rig.quietWithFaults(0);
    }
  }

  /** Where it were held above first, it would be refused: nobody can lower its output there. */
  @ParameterizedTest
  @ValueSource(strings = {"openai", "wrapped", "direct"})
  void itsVeryFirstCallIsLoweredToWhatIsLeft(String kind) {
    try (Rig rig = start(agent -> agent.limitUsd("0.0004"))) {
      isAnswered(rig, CALL.max(1000).with("kind", kind));

      assertThat(call(rig).path("clamped_to").asLong()).isBetween(256L, 999L);
      rig.settledExactly();
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

  private static Answer meter(Rig rig) {
    return rig.ask(CALL.with("kind", "meter"));
  }

  private static BigDecimal billed(Answer meter) {
    return BigDecimal.valueOf(meter.number("billed"), 9);
  }
}
