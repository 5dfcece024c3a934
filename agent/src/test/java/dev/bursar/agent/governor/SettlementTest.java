package dev.bursar.agent.governor;

import static dev.bursar.agent.governor.Bench.CHAT;
import static dev.bursar.agent.governor.Bench.CHAT_INPUT;
import static dev.bursar.agent.governor.Bench.STREAM;
import static dev.bursar.agent.governor.Bench.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.governor.Bench.Sent;
import dev.bursar.agent.prices.PriceTable;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Tap;
import dev.bursar.store.CallRecord;
import dev.bursar.store.CallRecord.Outcome;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import java.io.IOException;
import java.io.StringReader;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettlementTest {
  private static final long MAX_OUTPUT = 16_384;

  private static final String CHUNK =
      "data: {\"choices\":[{\"delta\":{\"content\":\"12345678\"}}]}\n\n";

  private final Bench bench = new Bench(Limits.builder().limit(Limit.USD, 1_000_000_000).build());

  private void assertEnded(Outcome outcome, String reason, long input, long output) {
    CallRecord record = bench.record();
    assertThat(record.outcome()).isEqualTo(outcome);
    assertThat(record.reason()).isEqualTo(reason);
    assertThat(record.inputTokens()).isEqualTo(input);
    assertThat(record.outputTokens()).isEqualTo(output);
    assertThat(record.usdNanos()).isEqualTo(usd(input, output));
    assertThat(bench.view().spent().usdNanos()).isEqualTo(usd(input, output));
    assertThat(bench.view().spent().tokens()).isEqualTo(input + output);
    assertThat(bench.view().held().calls()).isZero();
    assertThat(bench.faults).isEmpty();
  }

  @Test
  void usageIsWhatIsCharged() {
    String body =
        "{\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"message\":{\"content\":\"x\"}}],\"usage\":"
            + "{\"prompt_tokens\":100,\"completion_tokens\":50,\"prompt_tokens_details\":"
            + "{\"cached_tokens\":40},\"completion_tokens_details\":{\"reasoning_tokens\":10}}}";
    assertThat(bench.send(CHAT).answer(body)).isEqualTo(body);

    CallRecord record = bench.record();
    assertThat(record.outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(record.reason()).isNull();
    assertThat(record.usdNanos()).isEqualTo(60 * 2500 + 40 * 1250 + 50 * 10_000);
    assertThat(record.cachedTokens()).isEqualTo(40);
    assertThat(record.reasoningTokens()).isEqualTo(10);
    assertThat(record.heldUsdNanos()).isEqualTo(usd(CHAT_INPUT, MAX_OUTPUT));
    assertThat(record.heldOutputTokens()).isEqualTo(MAX_OUTPUT);
    assertThat(record.provider()).isEqualTo("openai");
    assertThat(record.endpoint()).isEqualTo("chat/completions");
    assertThat(record.model()).isEqualTo("gpt-4o-2024-08-06");
    assertThat(record.agent()).isEqualTo(bench.account.name());
    assertThat(bench.view().spent().usdNanos()).isEqualTo(record.usdNanos());
    assertThat(bench.view().spent().calls()).isEqualTo(1);
    assertThat(bench.view().held().usdNanos()).isZero();
  }

  @Test
  void usageAboveTheHoldIsBookedInFull() {
    bench.send(CHAT).answer(Bench.usage(500_000, 90_000));
    assertEnded(Outcome.SETTLED, null, 500_000, 90_000);
    assertThat(bench.send(CHAT).refused()).isTrue();
  }

  @Test
  void anEmbeddingIsPricedByItsInput() {
    Sent sent =
        bench.send(
            FakeRequest.post("{\"model\":\"text-embedding-3-small\",\"input\":\"abc\"}")
                .to("api.openai.com", "/v1/embeddings"));
    assertThat(bench.view().held().outputTokens()).isZero();
    sent.answer("{\"data\":[],\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}");
    assertThat(bench.record().usdNanos()).isEqualTo(5 * 20);
    assertThat(bench.record().endpoint()).isEqualTo("embeddings");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 408, 413, 422, 429, 301, 307})
  void aCompleteRejectionGivesMoneyAndTokensBackAndCountsTheCall(int status) {
    assertThat(bench.send(CHAT).respond(status)).isNull();
    assertEnded(Outcome.RELEASED, "HTTP " + status, 0, 0);
    assertThat(bench.view().spent().calls()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 529, 101})
  void whatMayHaveBeenBilledIsChargedAtTheHold(int status) {
    assertThat(bench.send(CHAT).respond(status)).isNull();
    assertEnded(Outcome.CHARGED, "HTTP " + status, CHAT_INPUT, MAX_OUTPUT);
  }

  @Test
  void aCallThatWasNotSentCostsNothing() throws IOException {
    Exchange exchange = bench.open(FakeRequest.post(CHAT));
    exchange.decide();
    exchange.failed(new ConnectException("x"));
    assertEnded(Outcome.RELEASED, "not sent: ConnectException", 0, 0);
    assertThat(bench.view().spent().calls()).isZero();
  }

  @Test
  void aCallThatFailsAfterItWasSentIsChargedAtTheHold() {
    bench.send(CHAT).exchange().failed(new SocketException("secret"));
    assertEnded(Outcome.CHARGED, "failed after sending: SocketException", CHAT_INPUT, MAX_OUTPUT);
  }

  @Test
  void anEndCountsOnce() {
    Sent sent = bench.send(CHAT);
    Tap tap = sent.respond(200);
    Bench.show(tap, Bench.usage(8, 5));
    tap.end();
    tap.end();
    tap.abort(null);
    Bench.show(tap, Bench.usage(80, 50));
    sent.exchange().failed(null);
    sent.exchange().answered(404);
    assertThat(sent.respond(500)).isNull();
    assertEnded(Outcome.SETTLED, null, 8, 5);
  }

  @Test
  void aSuccessWithoutUsageIsEstimatedFromTheInputBoundAndTheTextSeen() {
    bench
        .send(CHAT)
        .answer("{\"model\":\"gpt-4o\",\"choices\":[{\"message\":{\"content\":\"12345\"}}]}");
    assertEnded(Outcome.ESTIMATED, "no usage", CHAT_INPUT, 5);
    assertThat(bench.view().estimated()).isEqualTo(1);
  }

  @Test
  void anEstimateOfAModelThatReasonsUnseenIsTheWholeOutput() {
    bench
        .send(CHAT.replace("gpt-4o", "gpt-5-nano"))
        .answer("{\"choices\":[{\"message\":{\"content\":\"3\"}}]}");
    assertThat(bench.record().outcome()).isEqualTo(Outcome.ESTIMATED);
    assertThat(bench.record().outputTokens()).isEqualTo(128_000);
  }

  @Test
  void anEstimateIsNeverAboveTheHold() {
    String body = CHAT.replace("{\"model\"", "{\"max_tokens\":4,\"model\"");
    bench.send(body).answer("{\"choices\":[{\"message\":{\"content\":\"123456789\"}}]}");
    assertThat(bench.record().outputTokens()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":2}}|unreadable usage",
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}|unreadable usage",
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":99999999999999999999,\"completion_tokens\":1}}"
            + "|unreadable usage",
        "{\"error\":{\"message\":\"x\"}}|error inside a success",
        "{\"error\":{\"message\":\"x\"},\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}"
            + "|error inside a success",
        "{\"choices\":[|cut response",
        "<html></html>|cut response",
        "data: {\"choices\":[{\"delta\":{}}]}~~|cut response",
      })
  void aSuccessThatSaysNothingUsableIsChargedAtTheHold(String body, String reason) {
    bench.send(CHAT).answer(body.replace('~', '\n'));
    assertEnded(Outcome.CHARGED, reason, CHAT_INPUT, MAX_OUTPUT);
  }

  @Test
  void anEmptySuccessIsChargedAtTheHold() {
    bench.send(CHAT).respond(200).end();
    assertEnded(Outcome.CHARGED, "cut response", CHAT_INPUT, MAX_OUTPUT);
  }

  @Test
  void aStreamThatIsClosedEarlyIsChargedAtTheHold() {
    Tap tap = bench.send(STREAM).respond(200);
    Bench.show(tap, CHUNK);
    tap.abort(null);
    assertThat(bench.record().outcome()).isEqualTo(Outcome.CHARGED);
    assertThat(bench.record().reason()).isEqualTo("closed early");
    assertThat(bench.view().spent().usdNanos()).isEqualTo(bench.record().heldUsdNanos());
  }

  @Test
  void aStreamThatIsCutNamesTheCauseAlone() {
    Tap tap = bench.send(STREAM).respond(200);
    tap.abort(new SocketException("secret"));
    assertThat(bench.record().reason()).isEqualTo("cut: SocketException");
  }

  @Test
  void anEarlyCloseIsChargedAsSeenWhereThatIsConfiguredAndTheProviderStopsBilling() {
    Bench seen = new Bench(Limits.unlimited(), Policy.builder().abandonedAsSeen(true));
    for (String host : new String[] {"api.openai.com", "api.groq.com"}) {
      Tap tap = seen.send(FakeRequest.post(STREAM).to(host, "/v1/chat/completions")).respond(200);
      Bench.show(tap, CHUNK);
      tap.abort(null);
    }
    assertThat(seen.records().get(0).outcome()).isEqualTo(Outcome.ESTIMATED);
    assertThat(seen.records().get(0).reason()).isEqualTo("abandoned: seen");
    assertThat(seen.records().get(0).outputTokens()).isEqualTo(8);
    assertThat(seen.records().get(0).inputTokens()).isEqualTo(STREAM.length() + 16);
    assertThat(seen.records().get(1).outcome()).isEqualTo(Outcome.CHARGED);
    // Without a stream the answer is completed and billed all the same.
    seen.send(CHAT).respond(200).abort(null);
    assertThat(seen.records().get(2).outcome()).isEqualTo(Outcome.CHARGED);
  }

  @Test
  void aStreamWhoseLastWordWasReadNeedNoEnd() {
    Tap tap = bench.send(STREAM).respond(200);
    Bench.show(tap, CHUNK + "data: " + Bench.usage(9, 4) + "\n\ndata: [DONE]\n\n");
    tap.abort(null);
    assertEnded(Outcome.SETTLED, null, 9, 4);
  }

  @Test
  void usageThatIsNotTheLastWordDoesNotSettleAStreamThatIsCut() {
    Tap tap = bench.send(STREAM).respond(200);
    Bench.show(
        tap,
        "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":{\"prompt_tokens\":9,"
            + "\"completion_tokens\":1}}\n\n");
    tap.abort(null);
    assertThat(bench.record().outcome()).isEqualTo(Outcome.CHARGED);
    assertThat(bench.record().outputTokens()).isEqualTo(MAX_OUTPUT);
  }

  @Test
  void theResponsesModelIsPricedByItsOwnRow() {
    bench.send(CHAT).answer(Bench.usage(100, 10).replace("gpt-4o", "gpt-4o-mini"));
    assertThat(bench.record().usdNanos()).isEqualTo(100 * 150 + 10 * 600);
    assertThat(bench.record().model()).isEqualTo("gpt-4o-mini");
  }

  @Test
  void aResponseModelWithoutARowIsPricedAsTheModelAskedFor() {
    bench.send(CHAT).answer(Bench.usage(100, 10).replace("gpt-4o", "in-house"));
    assertThat(bench.record().usdNanos()).isEqualTo(usd(100, 10));
  }

  @Test
  void theServiceTierThatAnsweredSetsThePrice() {
    bench
        .send(CHAT)
        .answer(
            Bench.usage(100, 10).replace("{\"model\"", "{\"service_tier\":\"priority\",\"model\""));
    assertThat(bench.record().usdNanos()).isEqualTo(100 * 4250 + 10 * 17_000);
  }

  @Test
  void thePriorityTierIsHeldAndGivenUpWhereItDidNotAnswer() {
    String body =
        CHAT.replace("{\"model\"", "{\"service_tier\":\"priority\",\"max_tokens\":10,\"model\"");
    Sent sent = bench.send(body);
    assertThat(bench.view().held().usdNanos())
        .isEqualTo((body.length() + 16) * 4250L + 10 * 17_000);
    sent.answer(
        Bench.usage(100, 10).replace("{\"model\"", "{\"service_tier\":\"default\",\"model\""));
    assertThat(bench.record().usdNanos()).isEqualTo(usd(100, 10));
  }

  @Test
  void openRoutersOwnCostIsTheCharge() {
    Sent sent =
        bench.send(
            FakeRequest.post(CHAT.replace("gpt-4o", "openai/gpt-4o"))
                .to("openrouter.ai", "/api/v1/chat/completions"));
    sent.answer(
        "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"cost\":0.0001234567891}}");
    assertThat(bench.record().usdNanos()).isEqualTo(123_457);
  }

  @Test
  void tokensWithoutAPriceAreNeverFree() {
    // gpt-4o has no audio price in the table.
    bench
        .send(CHAT)
        .answer(
            "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"prompt_tokens_details\":"
                + "{\"audio_tokens\":5}}}");
    assertThat(bench.record().outcome()).isEqualTo(Outcome.ESTIMATED);
    assertThat(bench.record().reason()).isEqualTo("no price for gpt-4o");
    assertThat(bench.record().usdNanos()).isEqualTo(usd(CHAT_INPUT, MAX_OUTPUT));
  }

  @Test
  void aModelWithoutAPriceIsMeteredAndSaidToHaveNone() {
    Bench meter = new Bench(Limits.unlimited());
    meter
        .send(CHAT.replace("gpt-4o", "in-house"))
        .answer(Bench.usage(9, 1).replace("gpt-4o", "in-house"));
    assertThat(meter.record().inputTokens()).isEqualTo(9);
    assertThat(meter.record().usdNanos()).isZero();
    assertThat(meter.record().reason()).isEqualTo("no price for in-house");
  }

  @Test
  void aDeploymentIsPricedByTheModelThatAnswers() {
    Bench meter = new Bench(Limits.unlimited());
    meter
        .send(
            FakeRequest.post("{\"messages\":[]}")
                .to("x.openai.azure.com", "/openai/deployments/our-own/chat/completions"))
        .answer(Bench.usage(100, 10).replace("gpt-4o", "gpt-4o-mini-2024-07-18"));
    assertThat(meter.record().usdNanos()).isEqualTo(100 * 150 + 10 * 600);
    assertThat(meter.record().provider()).isEqualTo("azure");
  }

  @Test
  void userRowsSettleToo() throws IOException {
    PriceTable prices =
        PriceTable.load(
            new StringReader(
                "model,input_usd_per_token,output_usd_per_token\ngpt-4o,0.000000000001,0.000001"),
            "extra.csv");
    Bench own = new Bench(Limits.unlimited(), Policy.builder(), prices);
    own.send(CHAT).answer(Bench.usage(1, 10));
    // A snapshot's list price does not undo the user's.
    own.send(CHAT).answer(Bench.usage(1, 10).replace("gpt-4o", "gpt-4o-2024-08-06"));
    own.send(CHAT.replace("gpt-4o", "gpt-4o-mini")).answer(Bench.usage(1, 10));
    assertThat(own.records()).extracting(CallRecord::usdNanos).containsOnly(10_001L);
  }

  @Test
  void compressedAnswersAreReadAndPassAsTheyAre() throws Exception {
    String body = Bench.usage(8, 5);
    byte[] gzip =
        dev.bursar.agent.provider.BodyCodec.encode(
            body.getBytes(java.nio.charset.StandardCharsets.UTF_8), "gzip");
    Tap tap = bench.send(CHAT).respond(Map.of("content-encoding", "gzip"));
    assertThat(tap.rewrites()).isFalse();
    for (byte b : gzip) {
      assertThat(tap.data(ByteBuffer.wrap(new byte[] {b})).get(0)).isEqualTo(b);
    }
    tap.end();
    assertEnded(Outcome.SETTLED, null, 8, 5);
  }

  @Test
  void whatCannotBeDecodedIsEstimatedAtTheWholeOutput() {
    Tap tap = bench.send(CHAT).respond(Map.of("content-encoding", "br"));
    assertThat(Bench.show(tap, "???")).isEqualTo("???");
    tap.end();
    assertEnded(Outcome.ESTIMATED, "no usage", CHAT_INPUT, MAX_OUTPUT);
  }

  @Test
  void whatIsNotEncodedAsItsHeadSaysIsEstimatedAtTheWholeOutput() {
    Tap tap = bench.send(CHAT).respond(Map.of("content-encoding", "gzip"));
    assertThat(Bench.show(tap, Bench.usage(8, 5))).isEqualTo(Bench.usage(8, 5));
    assertThat(Bench.show(tap, "more")).isEqualTo("more");
    tap.end();
    assertEnded(Outcome.ESTIMATED, "no usage", CHAT_INPUT, MAX_OUTPUT);
  }
}
