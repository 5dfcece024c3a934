package dev.bursar.agent.governor;

import static dev.bursar.agent.governor.Bench.CHAT;
import static dev.bursar.agent.governor.Bench.STREAM;
import static dev.bursar.agent.governor.Bench.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.governor.Bench.Sent;
import dev.bursar.agent.provider.Allocation;
import dev.bursar.agent.provider.BodyCodec;
import dev.bursar.gate.Tap;
import dev.bursar.store.CallRecord.Outcome;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is malformed never crashes, never hangs, and is never free under a limit. */
class BadInputTest {
  private static final Limits SOME = Limits.builder().limit(Limit.USD, 1L << 43).build();

  private static void refusedUnderALimitAndSettledFromTheResponseWithoutOne(FakeRequest request) {
    Bench limited = new Bench(SOME);
    Sent refused = limited.send(request);
    assertThat(refused.refused()).isTrue();
    assertThat(refused.decision().refusal().message()).contains("what it can cost is not known: ");
    assertThat(refused.decision().refusal().headers()[5]).isEqualTo("usd");
    assertThat(limited.view().held().calls()).isZero();
    assertThat(limited.faults).isEmpty();

    Bench free = new Bench(Limits.unlimited());
    Sent sent = free.send(request);
    assertThat(sent.decision().body()).isNull();
    sent.answer(Bench.usage(100, 10));
    assertThat(free.record().outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(free.record().usdNanos()).isEqualTo(usd(100, 10));
    assertThat(free.faults).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "{\"messages\":[",
        "<xml/>",
        "{\"messages\":[]}{}",
        "\u0000\u0001",
        "{'a':1}"
      })
  void aBodyThatIsNoJson(String body) {
    refusedUnderALimitAndSettledFromTheResponseWithoutOne(FakeRequest.post(body));
  }

  @Test
  void aBodyThatCannotBeReadBeforeItIsSent() {
    refusedUnderALimitAndSettledFromTheResponseWithoutOne(FakeRequest.post((String) null));
  }

  @Test
  void aBodyOf100MegabytesIsNotRead() {
    byte[] body = new byte[100 << 20];
    Arrays.fill(body, (byte) ' ');
    refusedUnderALimitAndSettledFromTheResponseWithoutOne(FakeRequest.post(body));
  }

  @Test
  void aCompressedBodyThatUnpacksTo100Megabytes() throws Exception {
    byte[] body = BodyCodec.encode(new byte[100 << 20], "gzip");
    refusedUnderALimitAndSettledFromTheResponseWithoutOne(
        FakeRequest.post(body).with("Content-Encoding", "gzip"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "gzip, gzip", "compress"})
  void aBodyInAnEncodingNotKnownHere(String encoding) {
    refusedUnderALimitAndSettledFromTheResponseWithoutOne(
        FakeRequest.post(CHAT).with("Content-Encoding", encoding));
  }

  @Test
  void aBodyThatIsNotEncodedAsItsHeadSays() {
    refusedUnderALimitAndSettledFromTheResponseWithoutOne(
        FakeRequest.post(CHAT).with("Content-Encoding", "gzip"));
  }

  @Test
  void theUnreadableCountsAgainstCallsAndInFlightToo() {
    Bench bench = new Bench(Limits.builder().limit(Limit.CALLS, 1).build());
    assertThat(bench.send("hello").refused()).isFalse();
    assertThat(bench.send("hello").refused()).isTrue();
  }

  @Test
  void theBodyDecidesNotItsContentType() {
    Bench bench = new Bench(SOME);
    Sent sent = bench.send(FakeRequest.post(CHAT).with("content-type", "text/plain"));
    assertThat(sent.refused()).isFalse();
    Tap tap = sent.respond(Map.of("content-type", "text/event-stream"));
    Bench.show(tap, Bench.usage(8, 5));
    tap.end();
    assertThat(bench.record().outcome()).isEqualTo(Outcome.SETTLED);

    Tap stream = bench.send(STREAM).respond(Map.of("content-type", "application/json"));
    Bench.show(stream, "data: " + Bench.usage(8, 5) + "\n\n");
    stream.end();
    assertThat(bench.records().get(1).outcome()).isEqualTo(Outcome.SETTLED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void aCompressedBodyIsReadAndCompressedAgainWhereItIsReplaced(String encoding) throws Exception {
    byte[] body = BodyCodec.encode(STREAM.getBytes(StandardCharsets.UTF_8), encoding);
    Sent sent = new Bench(SOME).send(FakeRequest.post(body).with("Content-Encoding", encoding));
    byte[] changed = BodyCodec.decode(sent.decision().body(), encoding, 10_000);
    assertThat(new String(changed, StandardCharsets.UTF_8)).contains("include_usage");
    byte[] plain = BodyCodec.encode(CHAT.getBytes(StandardCharsets.UTF_8), encoding);
    assertThat(
            new Bench(SOME)
                .send(FakeRequest.post(plain).with("content-encoding", encoding))
                .decision()
                .body())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"max_tokens\":9,\"max_tokens\":90,\"model\":\"gpt-4o\",\"messages\":[]}",
        "{\"max_tokens\":90,\"max_tokens\":9,\"model\":\"gpt-4o\",\"messages\":[]}",
        "{\"max_tokens\":9,\"max_completion_tokens\":90,\"model\":\"gpt-4o\",\"messages\":[]}",
        "{\"n\":10,\"max_tokens\":9,\"n\":1,\"model\":\"gpt-4o\",\"messages\":[]}",
        "{\"n\":10,\"n\":-1,\"n\":0,\"max_tokens\":9,\"model\":\"gpt-4o\",\"messages\":[]}",
      })
  void whatStandsTwiceCountsAtItsDearest(String body) {
    Bench bench = new Bench(SOME);
    bench.send(body);
    assertThat(bench.view().held().outputTokens()).isEqualTo(90);
  }

  @Test
  void twoModelsCountAtTheDearer() {
    Bench bench = new Bench(SOME);
    String body =
        "{\"model\":\"gpt-4o-mini\",\"max_tokens\":9,\"messages\":[],\"model\":\"gpt-4o\"}";
    bench.send(body);
    assertThat(bench.view().held().usdNanos()).isEqualTo(usd(body.length() + 16L, 9));
  }

  @Test
  void anAnswerOf200MegabytesTakesNoMemory() {
    Bench bench = new Bench(SOME);
    Tap json = bench.send(CHAT).respond(200);
    Tap stream = bench.send(STREAM).respond(200);
    Bench.show(json, "{\"choices\":[{\"message\":{\"content\":\"");
    ByteBuffer text = ByteBuffer.wrap("x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8));
    ByteBuffer chunks =
        ByteBuffer.wrap(
            "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n"
                .repeat(1000)
                .getBytes(StandardCharsets.UTF_8));

    long allocated =
        Allocation.of(
            () -> {
              for (int i = 0; i < 3200; i++) {
                json.data(text);
              }
              for (int i = 0; i < 4300; i++) {
                stream.data(chunks);
              }
            });

    assertThat(allocated).isLessThan(1 << 20);
    Bench.show(json, "\"}}]," + Bench.usage(8, 5).substring(1));
    json.end();
    assertThat(bench.record().outcome()).isEqualTo(Outcome.SETTLED);
    stream.abort(null);
  }

  @Test
  void noiseNeverCrashesHangsOrIsFree() {
    Bench bench = new Bench(SOME);
    Random random = new Random(6);
    long hold = usd(Bench.CHAT_INPUT, 16_384);
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      assertThat(bench.send(FakeRequest.post(noise)).refused()).isTrue();

      Tap tap = bench.send(CHAT).respond(200);
      tap.data(ByteBuffer.wrap(noise));
      tap.end();
      assertThat(bench.view().spent().usdNanos()).isEqualTo(hold * (i + 1));
    }
    assertThat(bench.faults).isEmpty();
    assertThat(bench.view().held().calls()).isZero();
  }
}
