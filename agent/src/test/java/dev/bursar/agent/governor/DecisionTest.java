package dev.bursar.agent.governor;

import static dev.bursar.agent.governor.Bench.CHAT;
import static dev.bursar.agent.governor.Bench.CHAT_INPUT;
import static dev.bursar.agent.governor.Bench.STREAM;
import static dev.bursar.agent.governor.Bench.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.agent.config.Mode;
import dev.bursar.agent.governor.Bench.Sent;
import dev.bursar.agent.prices.ModelPrice;
import dev.bursar.agent.provider.Allocation;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Refusal;
import dev.bursar.store.CallRecord.Outcome;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import dev.bursar.store.Per;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
  private static final long MAX_OUTPUT = 16_384;

  private static Limits usdLimit(long nanos) {
    return Limits.builder().limit(Limit.USD, nanos).build();
  }

  private static Limits limit(Limit limit, long value) {
    return Limits.builder().limit(limit, value).build();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, api.openai.com, /v1/chat/completions, 2",
    "POST, , /v1/embeddings, 2",
    "POST, h, /v1/other, 0",
    "POST, h, , 0",
    "PUT, h, /v1/chat/completions, 0",
    "GET, h, /v1/chat/completions, 0",
    ", h, /v1/chat/completions, 0",
  })
  void onlyPostsToKnownPathsAreCalls(String method, String host, String path, int interest) {
    assertThat(new Bench(Limits.unlimited()).governor.look(method, host, path)).isEqualTo(interest);
  }

  @Test
  void offMeansOff() {
    Bench bench = new Bench(Limits.unlimited(), Policy.builder().mode(Mode.OFF));
    assertThat(bench.governor.look("POST", "h", "/v1/embeddings")).isEqualTo(Governor.IGNORE);
  }

  @Test
  void theFullWorstCaseIsHeldAndTheRequestPassesUntouchedWhereThereIsRoom() {
    Bench bench = new Bench(usdLimit(1_000_000_000));
    Sent sent = bench.send(CHAT);

    assertThat(sent.decision()).isSameAs(Decision.PASS);
    assertThat(bench.view().held().usdNanos()).isEqualTo(usd(CHAT_INPUT, MAX_OUTPUT));
    assertThat(bench.view().held().inputTokens()).isEqualTo(CHAT_INPUT);
    assertThat(bench.view().held().outputTokens()).isEqualTo(MAX_OUTPUT);
    assertThat(bench.faults).isEmpty();
  }

  @Test
  void theRequestsOwnLimitAndNBoundTheOutput() {
    Bench bench = new Bench(usdLimit(1_000_000_000));
    String body = CHAT.replace("{\"model\"", "{\"max_tokens\":100,\"n\":3,\"model\"");
    bench.send(body);
    assertThat(bench.view().held().usdNanos()).isEqualTo(usd(body.length() + 16L, 300));
  }

  @Test
  void aStreamAsksForUsageAndForNoCompression() {
    Bench bench = new Bench(Limits.unlimited());
    Sent sent = bench.send(STREAM);
    assertThat(sent.body())
        .isEqualTo(
            STREAM
                .replace("{", "{\"stream_options\":{\"include_usage\":true},")
                .replace("[{\"stream_options\":{\"include_usage\":true},", "[{"));
    assertThat(sent.decision().plain()).isTrue();
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
  void onAnEventLoopTheLoosestBoundMayHaveToDo() {
    String text = "word ".repeat(20_000);
    String body = CHAT.replace("hi", text).replace("{\"model\"", "{\"max_tokens\":10,\"model\"");
    Bench bench = new Bench(usdLimit(usd(21_000, 10)));
    // 100 kB are too much to count there.
    assertThat(bench.send(FakeRequest.post(body).onEventLoop()).refused()).isTrue();
    assertThat(bench.send(body).refused()).isFalse();
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
  void theRefusalIsA402InTheProvidersShapeWithTheFiguresAndTheWayOut() {
    Bench bench = new Bench(Limits.builder().limit(Limit.USD, 1_500_000).per(Per.DAY).build());
    Refusal refusal = bench.send(CHAT).decision().refusal();

    assertThat(refusal.status()).isEqualTo(402);
    assertThat(refusal.byException()).isFalse();
    assertThat(Arrays.asList(refusal.headers()))
        .containsExactly(
            "content-type", "application/json", "x-should-retry", "false", "bursar-refusal", "usd");
    assertThat(new String(refusal.body(), StandardCharsets.UTF_8))
        .startsWith(
            "{\"error\":{\"type\":\"budget_exceeded\",\"code\":\"usd\",\"message\":\"Bursar ")
        .endsWith("\",\"param\":null}}");
    assertThat(refusal.message())
        .contains("to gpt-4o")
        .contains("account " + bench.account.name())
        .contains("usd limit 0.0015, spent 0.00, held 0.00, this call needs 0.00256")
        .containsPattern("the window resets at 2[0-9-]+T00:00:00Z")
        .contains("raise limits.usd")
        .contains("grant " + bench.account.name() + " --usd");
    assertThat(bench.view().refused()).isEqualTo(1);
    assertThat(bench.view().held().calls()).isZero();
    assertThat(bench.record().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(bench.record().reason()).isEqualTo("usd");
  }

  @Test
  void aRefusalIsAnExceptionWhereThatIsConfigured() {
    Bench bench = new Bench(usdLimit(1), Policy.builder().refusalByException(true));
    assertThat(bench.send(CHAT).decision().refusal().byException()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Limit.class,
      names = {"CALLS", "RETRIES"})
  void whatMoneyCannotHelpIsRefusedByItsOwnName(Limit limit) {
    Bench bench = new Bench(limit(limit, 0));
    FakeRequest request = FakeRequest.post(CHAT).with("X-Stainless-Retry-Count", "1");
    Sent sent = bench.send(request);
    assertThat(sent.decision().refusal().headers()[5]).isEqualTo(limit.key());
    assertThat(sent.decision().refusal().message()).contains(limit.key() + " limit 0");
  }

  @Test
  void aHaltedAccountRefusesEverythingAndSaysSo() {
    Bench bench = new Bench(Limits.unlimited());
    Bench.store().ledger().halt(bench.account, "test");
    for (String body : List.of(CHAT, CHAT.replace("gpt-4o", "unheard-of"), "not json")) {
      Refusal refusal = bench.send(body).decision().refusal();
      assertThat(refusal.headers()[5]).isEqualTo("halted");
      assertThat(refusal.message())
          .contains("is halted")
          .contains("resume " + bench.account.name());
    }
    Bench.store().ledger().resume(bench.account);
    assertThat(bench.send(CHAT).refused()).isFalse();
  }

  @Test
  void aModelWithoutAPriceIsRefusedUnderAUsdLimitAlone() {
    String body =
        CHAT.replace("gpt-4o", "unheard-of").replace("{\"model\"", "{\"max_tokens\":9,\"model\"");
    Refusal refusal = new Bench(usdLimit(1_000_000_000_000L)).send(body).decision().refusal();
    assertThat(refusal.headers()[5]).isEqualTo("usd");
    assertThat(refusal.message()).contains("model unheard-of has no price").contains("unpriced");
    assertThat(new Bench(limit(Limit.TOKENS, 10_000)).send(body).refused()).isFalse();
    assertThat(new Bench(Limits.unlimited()).send(body).refused()).isFalse();
    String nameless = "{\"max_tokens\":9,\"messages\":[]}";
    assertThat(new Bench(usdLimit(1L << 40)).send(nameless).decision().refusal().message())
        .contains("names no model");
  }

  @Test
  void aCeilingPricesModelsWithoutAPrice() {
    Policy.Builder policy =
        Policy.builder().ceiling(ModelPrice.ceiling(30_000_000_000L, 120_000_000_000L));
    String body =
        CHAT.replace("gpt-4o", "unheard-of").replace("{\"model\"", "{\"max_tokens\":9,\"model\"");
    Bench bench = new Bench(usdLimit(1_000_000_000), policy);
    Sent sent = bench.send(body);
    assertThat(bench.view().held().usdNanos())
        .isEqualTo((body.length() + 16L) * 30_000 + 9 * 120_000L);
    sent.answer(Bench.usage(10, 2).replace("gpt-4o", "unheard-of"));
    assertThat(bench.view().spent().usdNanos()).isEqualTo(10 * 30_000L + 2 * 120_000L);
  }

  @Test
  void anUnknownModelWithoutALimitOfItsOwnIsRefusedWhereOutputIsLimited() {
    Policy.Builder policy = Policy.builder().ceiling(ModelPrice.ceiling(1000, 1000));
    String body = CHAT.replace("gpt-4o", "unheard-of");
    Refusal refusal = new Bench(usdLimit(1L << 40), policy).send(body).decision().refusal();
    assertThat(refusal.message())
        .contains("how long its answers can become")
        .contains("max_tokens");
    assertThat(new Bench(limit(Limit.OUTPUT_TOKENS, 1L << 40)).send(body).refused()).isTrue();
    assertThat(new Bench(limit(Limit.INPUT_TOKENS, 1000)).send(body).refused()).isFalse();
    Bench meter = new Bench(Limits.unlimited());
    meter.send(body);
    assertThat(meter.view().held().outputTokens()).isEqualTo(16_384);
  }

  @Test
  void severalModelsAreHeldAtTheDearest() {
    Bench bench = new Bench(usdLimit(1L << 40));
    String body =
        "{\"max_tokens\":10,\"model\":\"gpt-4o-mini\",\"models\":[\"gpt-4\"],\"messages\":[]}";
    bench.send(body);
    assertThat(bench.view().held().usdNanos())
        .isEqualTo((body.length() + 16L + 1024) * 30_000 + 10 * 60_000L);
    String twice =
        "{\"max_tokens\":10,\"model\":\"gpt-4o-mini\",\"model\":\"unheard-of\",\"messages\":[]}";
    assertThat(new Bench(usdLimit(1L << 40)).send(twice).refused()).isTrue();
  }

  @Test
  void inputThatTheBodyDoesNotShowIsRefusedUnlessTheContextWindowIsAllowedFor() {
    String body =
        CHAT.replace("{\"model\"", "{\"previous_response_id\":\"r\",\"max_tokens\":9,\"model\"");
    Refusal refusal = new Bench(usdLimit(1L << 42)).send(body).decision().refusal();
    assertThat(refusal.message())
        .contains("previous_response_id")
        .contains("unbounded: context-window");
    assertThat(new Bench(limit(Limit.OUTPUT_TOKENS, 1000)).send(body).refused()).isFalse();
    assertThat(new Bench(Limits.unlimited()).send(body).refused()).isFalse();

    Bench allowed = new Bench(usdLimit(1L << 42), Policy.builder().contextWindow(true));
    assertThat(allowed.send(body).refused()).isFalse();
    assertThat(allowed.view().held().inputTokens()).isEqualTo(128_000);
  }

  @Test
  void anUnknownContextWindowIsNoBound() {
    Policy.Builder policy =
        Policy.builder().contextWindow(true).ceiling(ModelPrice.ceiling(1000, 1000));
    String body =
        "{\"conversation\":\"c\",\"max_tokens\":9,\"model\":\"unheard-of\",\"messages\":[]}";
    assertThat(new Bench(usdLimit(1L << 40), policy).send(body).decision().refusal().message())
        .contains("max_input_tokens");
  }

  @Test
  void whatIsBilledBesideTokensIsRefusedUnderAUsdLimitWhateverElseIsAllowed() {
    Policy.Builder policy = Policy.builder().contextWindow(true);
    String body =
        CHAT.replace("{\"model\"", "{\"web_search_options\":{},\"max_tokens\":9,\"model\"");
    assertThat(new Bench(usdLimit(1L << 42), policy).send(body).decision().refusal().message())
        .contains("billed beside tokens");
    assertThat(new Bench(limit(Limit.TOKENS, 1L << 40), policy).send(body).refused()).isFalse();
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

  @Test
  void aRetryIsToldByItsHeaderOrByTheBodyOfACallThatFailed() {
    Bench bench = new Bench(Limits.unlimited());
    bench.send(CHAT).respond(429);
    assertThat(bench.view().spent().retries()).isZero();
    bench.send(CHAT).answer(Bench.usage(8, 5));
    assertThat(bench.view().spent().retries()).isEqualTo(1);
    bench.send(STREAM).answer(Bench.usage(8, 5));
    assertThat(bench.view().spent().retries()).isEqualTo(1);
    bench.send(FakeRequest.post(STREAM).with("x-stainless-retry-count", "2")).answer("{}");
    bench.send(FakeRequest.post(STREAM).with("x-stainless-retry-count", "0")).answer("{}");
    assertThat(bench.view().spent().retries()).isEqualTo(2);
    assertThat(bench.view().spent().calls()).isEqualTo(5);
  }

  @Test
  void selectorsChooseTheAccountFirstMatchWins() {
    Bench bench = new Bench(Limits.unlimited());
    String prefix = bench.account.name() + "/";
    for (String name : List.of("host", "model", "header", "thread")) {
      Bench.store().ledger().account(prefix + name, bench.account, Limits.unlimited());
    }
    Books books =
        new Books(
            Bench.store(),
            bench.account,
            List.of(
                new AccountSelector(
                    prefix + "host", new Glob("*.Groq.com"), null, null, null, null),
                new AccountSelector(
                    prefix + "header", null, new Glob("gpt-*"), "X-Tenant", "acme", null),
                new AccountSelector(prefix + "model", null, new Glob("gpt-4*"), null, null, null),
                new AccountSelector(
                    prefix + "thread", null, null, null, null, Pattern.compile(".*"))));

    assertThat(books.payer(FakeRequest.post("").to("api.groq.com", "/"), List.of("gpt-4o")).name())
        .isEqualTo(prefix + "host");
    assertThat(books.payer(FakeRequest.post("").with("x-tenant", "acme"), List.of("gpt-4o")).name())
        .isEqualTo(prefix + "header");
    assertThat(
            books.payer(FakeRequest.post("").with("x-tenant", "other"), List.of("gpt-4o")).name())
        .isEqualTo(prefix + "model");
    assertThat(books.payer(FakeRequest.post(""), List.of()).name()).isEqualTo(prefix + "thread");
    assertThat(
            new Books(Bench.store(), bench.account, List.of())
                .payer(FakeRequest.post(""), List.of()))
        .isSameAs(bench.account);
    assertThatThrownBy(
            () ->
                new Books(
                    Bench.store(),
                    bench.account,
                    List.of(new AccountSelector("nobody", null, null, null, null, null))))
        .hasMessageContaining("account nobody is not in the store");
  }

  @Test
  void whatTheAppsOwnBodyThrowsIsTheApps() {
    Bench bench = new Bench(usdLimit(1L << 40));
    IOException own = new IOException("own");
    Exchange exchange = bench.open(FakeRequest.post("").failing(own));
    assertThatThrownBy(exchange::decide).isSameAs(own);
    exchange.failed(own);
    assertThat(bench.records()).isEmpty();
    assertThat(bench.faults).isEmpty();
  }

  @Test
  void jsonThatIsNoCallPassesAndIsNotFollowed() {
    Bench bench = new Bench(usdLimit(1));
    Sent sent = bench.send("{\"query\":\"x\"}");
    assertThat(sent.decision()).isSameAs(Decision.PASS);
    assertThat(sent.respond(200)).isNull();
    sent.exchange().failed(null);
    assertThat(bench.records()).isEmpty();
    assertThat(bench.view().spent().calls()).isZero();
  }
}
