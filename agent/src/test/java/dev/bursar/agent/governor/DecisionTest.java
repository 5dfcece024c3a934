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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
