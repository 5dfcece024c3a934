package dev.bursar.agent.governor;

import static dev.bursar.agent.governor.Bench.CHAT;
import static dev.bursar.agent.governor.Bench.CHAT_INPUT;
import static dev.bursar.agent.governor.Bench.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.agent.config.Mode;
import dev.bursar.agent.governor.Bench.Sent;
import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.store.CallRecord;
import dev.bursar.store.CallRecord.Outcome;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendingTest {
  private static final long MAX_OUTPUT = 16_384;

  private final Bench bench = new Bench(Limits.builder().limit(Limit.USD, 1_000_000_000).build());

  @Test
  void eachSendingOfARequestIsHeldAndChargedByItself() throws IOException {
    Sent sent = bench.send(CHAT);
    sent.exchange().attempt();
    assertThat(bench.view().held().usdNanos()).isEqualTo(usd(CHAT_INPUT, MAX_OUTPUT));
    assertThat(bench.view().spent().usdNanos()).isEqualTo(usd(CHAT_INPUT, MAX_OUTPUT));
    assertThat(bench.view().held().retries()).isEqualTo(1);
    sent.answer(Bench.usage(8, 5));

    assertThat(bench.records())
        .extracting(CallRecord::outcome)
        .containsExactly(Outcome.CHARGED, Outcome.SETTLED);
    assertThat(bench.records().get(0).reason()).isEqualTo("sent again");
    assertThat(bench.view().spent().calls()).isEqualTo(2);
    assertThat(bench.view().held().calls()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"307, 0, 0", "401, 0, 1", "408, 0, 1", "503, 1, 1"})
  void anAnswerThatTheClientHandlesItselfEndsItsSending(int status, int charged, long retries)
      throws IOException {
    Sent sent = bench.send(CHAT);
    sent.exchange().answered(status);
    assertThat(bench.view().held().calls()).isZero();
    assertThat(bench.view().spent().usdNanos()).isEqualTo(charged * usd(CHAT_INPUT, MAX_OUTPUT));
    sent.exchange().attempt();
    assertThat(bench.view().held().retries()).isEqualTo(retries);
    sent.answer(Bench.usage(8, 5));
    assertThat(bench.records()).hasSize(2);
    assertThat(bench.view().held().calls()).isZero();
  }

  @Test
  void aSendingThatCannotBeCoveredMustNotBeSent() {
    Bench one = new Bench(Limits.builder().limit(Limit.CALLS, 1).build());
    Sent sent = one.send(CHAT);
    assertThatThrownBy(() -> sent.exchange().attempt())
        .isInstanceOf(BudgetExceededIOException.class)
        .hasMessageContaining("calls limit 1, spent 1");
    sent.exchange().failed(null);
    assertThat(one.records())
        .extracting(CallRecord::outcome)
        .containsExactly(Outcome.CHARGED, Outcome.REFUSED);
    assertThat(one.view().held().calls()).isZero();
    assertThat(one.view().refused()).isEqualTo(1);
  }

  @Test
  void observedSendingsAreNeverRefused() {
    Bench one =
        new Bench(
            Limits.builder().limit(Limit.CALLS, 1).build(), Policy.builder().mode(Mode.OBSERVE));
    Sent sent = one.send(CHAT);
    assertThatCode(() -> sent.exchange().attempt()).doesNotThrowAnyException();
    sent.answer(Bench.usage(8, 5));
    assertThat(one.records().get(1).reason()).isEqualTo("would be refused: calls");
    assertThat(one.records().get(1).outcome()).isEqualTo(Outcome.SETTLED);
  }
}
