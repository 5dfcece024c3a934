package dev.bursar.agent.governor;

import static dev.bursar.agent.governor.Bench.CHAT;
import static dev.bursar.agent.governor.Bench.CHAT_INPUT;
import static dev.bursar.agent.governor.Bench.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.ModelAnswer;
import dev.bursar.gate.ModelExchange;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.store.CallRecord;
import dev.bursar.store.CallRecord.Outcome;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedExchangeTest {
  /** The bytes of the request, and what a template puts around them. */
  private static final long INPUT = 100;

  private static final long WORST = usd(INPUT, 100);

  private final FakeModelRequest request = new FakeModelRequest();
  private Bench bench = bench(Limit.USD, 10 * WORST);

  private static Bench bench(Limit limit, long value) {
    return new Bench(Limits.builder().limit(limit, value).build());
  }

  private ModelExchange open() {
    return bench.governor.open(request);
  }

  private ModelExchange held() {
    ModelExchange exchange = open();
    assertThat(exchange.decide()).isNull();
    return exchange;
  }

  @Test
  void theWorstCaseIsHeldAndTheUsageSettled() {
    ModelExchange exchange = held();
    assertThat(bench.view().held().usdNanos()).isEqualTo(WORST);

    exchange.answered(ModelAnswer.of(20, 7, 5, 0, null));
    exchange.failed(500, null);

    assertThat(bench.view().held().calls()).isZero();
    assertThat(bench.view().spent().usdNanos()).isEqualTo(usd(15, 7) + 5 * 1250);
    CallRecord record = bench.record();
    assertThat(record.outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(record.provider() + ' ' + record.endpoint() + ' ' + record.model())
        .isEqualTo("openai chat gpt-4o");
    assertThat(bench.faults).isEmpty();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    bench = bench(Limit.USD, WORST);
    ModelExchange first = held();
    request.mayBlock = false;

    assertThat(open().decide()).contains("cannot cover it: usd limit", "held");
    first.answered(ModelAnswer.of(INPUT, 1, 0, 0, null));
    assertThat(open().decide()).contains("cannot cover it: usd limit");
    assertThat(bench.view().refused()).isEqualTo(2);
  }

  @Test
  void toolsAreHeldFor() {
    request.tools = true;
    held();

    assertThat(bench.view().held().usdNanos()).isEqualTo(usd(INPUT + 1024, 100));
  }

  @Test
  void withoutALimitOfItsOwnAnAnswerIsAsLongAsTheModelsCanBe() {
    bench = bench(Limit.CALLS, 1);
    request.maxOutput = -1;
    held();

    assertThat(bench.view().held().usdNanos()).isEqualTo(usd(INPUT, 16_384));
  }

  @Test
  void ofAModelWithoutAPriceNothingIsTakenForFree() {
    request.model = "of-my-own";

    assertThat(open().decide()).contains("model of-my-own has no price");
  }

  @Test
  void whatIsNotShownIsNotTakenForNothing() {
    request.unbounded = "a picture is sent";

    assertThat(open().decide()).contains("not known: a picture is sent");
  }

  @Test
  void whereNobodyIsKnownToBillTheDearestPriceHolds() {
    request.biller = null;
    request.model = "gpt-4o-mini";
    ModelExchange exchange = held();

    assertThat(bench.view().held().usdNanos()).isEqualTo(INPUT * 165 + 100 * 660);
    exchange.answered(ModelAnswer.of(10, 10, 0, 0, null));
    assertThat(bench.view().spent().usdNanos()).isEqualTo(10 * 165 + 10 * 660);
    assertThat(bench.record().provider()).isEqualTo("library");
  }

  @ParameterizedTest
  @CsvSource({"400, RELEASED, 0", "429, RELEASED, 0", "500, CHARGED, 1", "0, CHARGED, 1"})
  void aFailureIsChargedByWhatItMayHaveCost(int status, Outcome outcome, int charged) {
    held().failed(status, new IllegalStateException());

    assertThat(bench.record().outcome()).isEqualTo(outcome);
    assertThat(bench.view().spent().usdNanos()).isEqualTo(charged * WORST);
    assertThat(bench.view().spent().calls()).isEqualTo(1);
    assertThat(bench.view().held().calls()).isZero();
  }

  @Test
  void usageThatCannotBeIsChargedAtTheHold() {
    held().answered(ModelAnswer.of(-1, 7, 0, 0, null));

    assertThat(bench.record().outcome()).isEqualTo(Outcome.CHARGED);
    assertThat(bench.view().spent().usdNanos()).isEqualTo(WORST);
  }

  @Test
  void withoutUsageTheAnswersLengthCounts() {
    held().answered(ModelAnswer.withoutUsage(30, null));

    assertThat(bench.record().outcome()).isEqualTo(Outcome.ESTIMATED);
    assertThat(bench.view().spent().usdNanos()).isEqualTo(usd(INPUT, 30));
  }

  @Test
  void eachAttemptIsHeldByItself() {
    ModelExchange exchange = held();

    assertThat(exchange.again(429, new IllegalStateException())).isNull();
    assertThat(bench.view().spent().usdNanos()).isZero();
    assertThat(exchange.again(500, new IllegalStateException())).isNull();
    assertThat(bench.view().spent().usdNanos()).isEqualTo(WORST);
    assertThat(bench.view().held().usdNanos()).isEqualTo(WORST);
    exchange.answered(ModelAnswer.of(10, 1, 0, 0, null));

    assertThat(bench.view().spent().calls()).isEqualTo(3);
    assertThat(bench.view().spent().retries()).isEqualTo(2);
    assertThat(bench.view().held().calls()).isZero();
  }

  @Test
  void anAttemptThatDoesNotFitIsRefused() {
    bench = bench(Limit.RETRIES, 0);
    ModelExchange exchange = held();

    assertThat(exchange.again(500, null)).contains("retries limit 0");
    exchange.failed(500, null);
    assertThat(bench.records())
        .extracting(CallRecord::outcome)
        .containsExactly(Outcome.CHARGED, Outcome.REFUSED);
  }

  @Test
  void aTransportTakesTheHoldsPlaceAndBothAreNeverHeldAtOnce() throws IOException {
    bench = bench(Limit.USD, usd(CHAT_INPUT, 16_384));
    request.maxOutput = 16_000; // Side by side they do not fit.
    ModelExchange exchange = held();
    List<String> told = new ArrayList<>();
    Run call =
        Run.ofCall(
            endpoint -> {
              told.add(endpoint);
              exchange.giveWay();
            },
            null);
    Object before = Runs.enter(call);
    try {
      Bench.Sent sent = bench.send(FakeRequest.post(CHAT).onEventLoop());
      assertThat(sent.refused()).isFalse();
      assertThat(sent.decision().body()).as("not clamped").isNull();
      sent.answer(Bench.usage(8, 5));
    } finally {
      Runs.restore(before);
    }
    exchange.answered(ModelAnswer.of(8, 5, 0, 0, null));

    assertThat(told).containsExactly("chat/completions");
    assertThat(bench.record().endpoint()).isEqualTo("chat/completions");
    assertThat(bench.view().spent().usdNanos()).isEqualTo(usd(8, 5));
    assertThat(bench.view().spent().calls()).isEqualTo(1);
    assertThat(bench.faults).isEmpty();
  }

  @Test
  void whatWasNotHeldIsBookedAfterwardsEvenBeyondTheLimit() {
    bench = bench(Limit.USD, usd(10, 1));

    open().answered(ModelAnswer.of(20, 7, 0, 0, null));

    assertThat(bench.view().spent().usdNanos()).isEqualTo(usd(20, 7));
    assertThat(bench.record().reason()).contains("not held before");
    assertThat(open().decide()).isNotNull();
  }
}
