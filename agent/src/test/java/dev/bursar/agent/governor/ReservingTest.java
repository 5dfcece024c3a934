package dev.bursar.agent.governor;

import static dev.bursar.agent.governor.Bench.CHAT;
import static dev.bursar.agent.governor.Bench.CHAT_INPUT;
import static dev.bursar.agent.governor.Bench.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.config.Mode;
import dev.bursar.agent.governor.Bench.Sent;
import dev.bursar.agent.provider.Allocation;
import dev.bursar.gate.Decision;
import dev.bursar.store.CallRecord.Outcome;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReservingTest {
  private static final long MAX_OUTPUT = 16_384;

  private static Limits usdLimit(long nanos) {
    return Limits.builder().limit(Limit.USD, nanos).build();
  }

  private static Limits limit(Limit limit, long value) {
    return Limits.builder().limit(limit, value).build();
  }

  @Test
  void nearTheCapTheInputIsCountedExactly() {
    String text = "word ".repeat(2000);
    String body = CHAT.replace("hi", text).replace("{\"model\"", "{\"max_tokens\":10,\"model\"");
    long exact = 2000 + 10;
    Bench bench = new Bench(usdLimit(usd(exact, 10)));

    Sent sent = bench.send(body);

    assertThat(sent.decision()).isSameAs(Decision.PASS);
    assertThat(bench.view().held().inputTokens()).isBetween(2000L, exact);
  }

  @Test
  void anAsynchronousCallIsCountedExactlyToo() {
    String text = "word ".repeat(20_000);
    String body = CHAT.replace("hi", text).replace("{\"model\"", "{\"max_tokens\":10,\"model\"");
    Bench bench = new Bench(usdLimit(usd(21_000, 10)));
    assertThat(bench.send(FakeRequest.post(body).onEventLoop()).refused()).isFalse();
  }

  @Test
  void whatIsLeftClampsTheOutput() {
    Bench bench = new Bench(usdLimit(usd(0, 1000)));
    Sent sent = bench.send(CHAT);

    // The exact input is 8 tokens; 20 nano-dollars a thousand make two output tokens.
    assertThat(sent.body()).matches("\\{\"max_completion_tokens\":99[0-9],\"model\".*");
    assertThat(bench.view().held().usdNanos()).isBetween(usd(0, 999), usd(0, 1000));
    sent.answer(Bench.usage(8, 5));
    assertThat(bench.record().clampedTo()).isBetween(990L, 999L);
    assertThat(bench.record().outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(bench.view().spent().usdNanos()).isEqualTo(usd(8, 5));
  }

  @ParameterizedTest
  @CsvSource({"OUTPUT_TOKENS, 300, 300", "TOKENS, 320, 312", "INPUT_TOKENS, 50, 0"})
  void everyUnitClamps(Limit limit, long value, long clamped) {
    Bench bench = new Bench(limit(limit, value));
    Sent sent = bench.send(CHAT);
    assertThat(sent.refused()).isFalse();
    if (clamped == 0) {
      assertThat(sent.decision()).isSameAs(Decision.PASS);
    } else {
      assertThat(sent.body()).startsWith("{\"max_completion_tokens\":" + clamped + ",");
    }
  }

  @Test
  void nDividesWhatIsLeft() {
    Bench bench = new Bench(limit(Limit.OUTPUT_TOKENS, 1000));
    Sent sent = bench.send(CHAT.replace("{\"model\"", "{\"n\":3,\"model\""));
    assertThat(sent.body()).startsWith("{\"max_completion_tokens\":333,");
    assertThat(bench.view().held().outputTokens()).isEqualTo(999);
  }

  @Test
  void aClampGoesNoLowerThanMinOutput() {
    assertThat(new Bench(limit(Limit.OUTPUT_TOKENS, 255)).send(CHAT).refused()).isTrue();
    assertThat(new Bench(limit(Limit.OUTPUT_TOKENS, 256)).send(CHAT).refused()).isFalse();
    Policy.Builder low = Policy.builder().minOutput(10);
    assertThat(new Bench(limit(Limit.OUTPUT_TOKENS, 10), low).send(CHAT).refused()).isFalse();
    // A request that wants less than min-output is not clamped, but need not be.
    String small = CHAT.replace("{\"model\"", "{\"max_tokens\":5,\"model\"");
    assertThat(new Bench(limit(Limit.OUTPUT_TOKENS, 5)).send(small).refused()).isFalse();
    assertThat(new Bench(limit(Limit.OUTPUT_TOKENS, 4)).send(small).refused()).isTrue();
  }

  @Test
  void anAmountThatTheLedgerCannotHoldIsRefusedUnderAnyLimit() {
    String body =
        CHAT.replace("{\"model\"", "{\"n\":99999999999999999999,\"max_tokens\":9,\"model\"");
    assertThat(new Bench(usdLimit(Limits.MAX)).send(body).refused()).isTrue();
    assertThat(new Bench(limit(Limit.INPUT_TOKENS, 1000)).send(body).refused()).isTrue();
    String big = CHAT.replace("{\"model\"", "{\"n\":999999999,\"max_tokens\":9999,\"model\"");
    Bench rich = new Bench(usdLimit(Limits.MAX));
    // Too much for one hold; what one hold can carry is still within the limit.
    assertThat(rich.send(big).refused()).isTrue();
    assertThat(rich.view().held().calls()).isZero();
    assertThat(new Bench(Limits.unlimited()).send(big).refused()).isFalse();
  }

  @Test
  void aCallWaitsForOthersInFlightThatHoldEnough() throws Exception {
    String body = CHAT.replace("{\"model\"", "{\"max_tokens\":300,\"model\"");
    Bench bench = new Bench(limit(Limit.OUTPUT_TOKENS, 600));
    Sent first = bench.send(body);
    Sent second = bench.send(body);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch started = new CountDownLatch(1);
      Future<Sent> third =
          executor.submit(
              () -> {
                started.countDown();
                return bench.send(body);
              });
      assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
      first.answer(Bench.usage(9, 100));
      // 500 are left to hold when both are settled at 100, and 300 are needed.
      second.answer(Bench.usage(9, 100));
      assertThat(third.get(20, TimeUnit.SECONDS).refused()).isFalse();
      assertThat(bench.view().held().outputTokens()).isEqualTo(300);
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void anEventLoopNeverWaits() {
    String body = CHAT.replace("{\"model\"", "{\"max_tokens\":300,\"model\"");
    Bench bench =
        new Bench(limit(Limit.OUTPUT_TOKENS, 300), Policy.builder().waitMillis(3_600_000));
    bench.send(body);
    assertThat(bench.send(FakeRequest.post(body).onEventLoop()).refused()).isTrue();
  }

  @Test
  void anInterruptEndsTheWaitAndStays() {
    String body = CHAT.replace("{\"model\"", "{\"max_tokens\":300,\"model\"");
    Bench bench =
        new Bench(limit(Limit.OUTPUT_TOKENS, 300), Policy.builder().waitMillis(3_600_000));
    bench.send(body);
    Thread.currentThread().interrupt();
    assertThat(bench.send(body).refused()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void withoutRoomEvenForNothingTheInputIsNotCounted() {
    // A count would turn these 7 MB into strings and tokens.
    FakeRequest request = FakeRequest.post(CHAT.replace("hi", "日本 ".repeat(1_000_000)));
    Bench bench = new Bench(limit(Limit.OUTPUT_TOKENS, 10));
    bench.send(CHAT);
    Sent[] sent = new Sent[1];
    assertThat(Allocation.of(() -> sent[0] = bench.send(request))).isLessThan(1 << 20);
    assertThat(sent[0].refused()).isTrue();
  }

  @Test
  void observedCallsAreNeverRefusedChangedOrMadeToWait() {
    Bench bench =
        new Bench(
            usdLimit(usd(0, 1000)), Policy.builder().mode(Mode.OBSERVE).waitMillis(3_600_000));
    Sent clamped = bench.send(CHAT);
    assertThat(clamped.decision()).isSameAs(Decision.PASS);
    Sent refused = bench.send(CHAT);
    assertThat(refused.decision()).isSameAs(Decision.PASS);

    clamped.answer(Bench.usage(8, 5));
    refused.answer(Bench.usage(8, 2000));

    assertThat(bench.records()).hasSize(2);
    assertThat(bench.records().get(0).reason()).startsWith("would be clamped to 99");
    assertThat(bench.records().get(0).clampedTo()).isZero();
    assertThat(bench.records().get(1).reason()).isEqualTo("would be refused: usd");
    assertThat(bench.view().spent().usdNanos()).isEqualTo(usd(16, 2005));
    assertThat(bench.view().refused()).isZero();
    assertThat(bench.view().held().calls()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"not json", "{\"model\":\"unheard-of\",\"messages\":[]}"})
  void observedCallsPassWhateverTheyAre(String body) {
    Bench bench = new Bench(usdLimit(1), Policy.builder().mode(Mode.OBSERVE));
    assertThat(bench.send(body).decision()).isSameAs(Decision.PASS);
  }

  @Test
  void anObservedCallThatIsAbandonedIsChargedAtItsWorstCase() {
    Bench bench = new Bench(usdLimit(1), Policy.builder().mode(Mode.OBSERVE));
    bench.send(CHAT).exchange().failed(null);
    assertThat(bench.view().spent().usdNanos()).isEqualTo(usd(CHAT_INPUT, MAX_OUTPUT));
  }
}
