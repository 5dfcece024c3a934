package dev.bursar.agent.governor;

import static dev.bursar.agent.governor.Bench.CHAT;
import static dev.bursar.agent.governor.Bench.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.prices.Usage;
import dev.bursar.agent.provider.ResponseReader;
import dev.bursar.agent.provider.Target;
import dev.bursar.agent.provider.openai.OpenAi;
import dev.bursar.gate.Tap;
import dev.bursar.store.CallRecord;
import dev.bursar.store.CallRecord.Outcome;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class CallTapTest {
  private static final String CHUNK = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n";

  private final Bench bench = new Bench(Limits.unlimited());

  @Test
  void theChunkThatWeAskedForIsHiddenAndSettles() {
    Bench.Sent sent = bench.send(STREAM);
    Tap tap = sent.respond(Map.of("content-type", "text/event-stream"));
    assertThat(tap.rewrites()).isTrue();
    String seen = Bench.show(tap, CHUNK + "data: " + Bench.usage(9, 4) + "\n\ndata: [DONE]\n\n");
    assertThat(seen + Bench.text(tap.end())).isEqualTo(CHUNK + "data: [DONE]\n\n");
    assertThat(bench.record().outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(bench.record().outputTokens()).isEqualTo(4);
  }

  @Test
  void theChunkThatTheAppAskedForIsNotHidden() {
    String asks =
        STREAM.replace("{\"stream\"", "{\"stream_options\":{\"include_usage\":true},\"stream\"");
    Bench.Sent sent = bench.send(asks);
    assertThat(sent.body()).isNull();
    Tap tap = sent.respond(200);
    assertThat(tap.rewrites()).isFalse();
    String body = CHUNK + "data: " + Bench.usage(9, 4) + "\n\n";
    assertThat(Bench.show(tap, body)).isEqualTo(body);
  }

  @Test
  void aCompressedStreamPassesAsItIsThoughWeAskedForNone() {
    Tap tap = bench.send(STREAM).respond(Map.of("content-encoding", "gzip"));
    assertThat(tap.rewrites()).isFalse();
  }

  @Test
  void aClampedStreamHidesTheChunkToo() {
    Bench tight = new Bench(Limits.builder().limit(Limit.OUTPUT_TOKENS, 300).build());
    Bench.Sent sent = tight.send(STREAM);
    assertThat(sent.body())
        .startsWith("{\"max_completion_tokens\":300,\"stream_options\":{\"include_usage\":true},");
    assertThat(sent.respond(200).rewrites()).isTrue();
  }

  @Test
  void directBuffersAreReadWithoutTouchingThem() {
    Tap tap = bench.send(CHAT).respond(200);
    byte[] body =
        ("{\"choices\":[" + "1,".repeat(20_000) + "1]," + Bench.usage(9, 4).substring(1))
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer direct = ByteBuffer.allocateDirect(body.length + 5);
    direct.position(5);
    direct.put(body);
    direct.position(5);
    ByteBuffer seen = tap.data(direct.asReadOnlyBuffer());
    assertThat(seen.position()).isEqualTo(5);
    assertThat(seen.remaining()).isEqualTo(body.length);
    tap.end();
    assertThat(bench.record().inputTokens()).isEqualTo(9);
  }

  @Test
  void aFaultOfOursStopsTheReadingNotTheBody() {
    CallFacts facts = facts();
    Hold hold = new Hold(0, Amounts.NOTHING, new Amounts(3, 2, 1), -1, null);
    CallTap tap = new CallTap(bench.governor, facts, hold, new FailingReader(), null, true, false);
    assertThat(Bench.show(tap, CHUNK)).isEqualTo(CHUNK);
    assertThat(Bench.show(tap, CHUNK)).isEqualTo(CHUNK);
    tap.end();
    assertThat(bench.faults).isNotEmpty();
    assertThat(bench.record().outcome()).isEqualTo(Outcome.ESTIMATED);
    assertThat(bench.record().outputTokens()).isEqualTo(1);

    CallTap hiding =
        new CallTap(bench.governor, facts, hold, new FailingReader(), null, true, true);
    assertThat(Bench.show(hiding, CHUNK) + Bench.text(hiding.end())).isEqualTo(CHUNK);
  }

  private CallFacts facts() {
    return new CallFacts(
        bench.books,
        bench.account,
        null,
        new OpenAi(),
        new Target("api.openai.com", "/v1/chat/completions", null),
        "openai",
        null,
        "for this test",
        bench.governor.quote(null, "openai"),
        false,
        true);
  }

  @Test
  void anAbortFromAnotherThreadEndsTheCallOnceWhateverTheMoment() throws Exception {
    int rounds = 3000;
    byte[] bytes = (CHUNK + "data: " + Bench.usage(9, 4) + "\n\n").getBytes(StandardCharsets.UTF_8);
    CyclicBarrier barrier = new CyclicBarrier(2);
    Tap[] taps = new Tap[rounds];
    for (int i = 0; i < rounds; i++) {
      taps[i] = bench.send(STREAM).respond(200);
    }
    CountDownLatch done = new CountDownLatch(1);
    Thread aborter =
        new Thread(
            () -> {
              for (Tap tap : taps) {
                await(barrier);
                tap.abort(null);
              }
              done.countDown();
            });
    aborter.start();
    for (Tap tap : taps) {
      await(barrier);
      tap.data(ByteBuffer.wrap(bytes));
      tap.end();
    }
    done.await();
    aborter.join();

    assertThat(bench.view().held().calls()).isZero();
    assertThat(bench.view().spent().calls()).isEqualTo(rounds);
    assertThat(bench.records()).hasSize(rounds);
    assertThat(bench.records().stream().map(CallRecord::outcome))
        .containsOnly(Outcome.SETTLED, Outcome.CHARGED);
    assertThat(bench.faults).isEmpty();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A reader with a defect. */
  private static final class FailingReader implements ResponseReader {
    @Override
    public int read(byte[] b, int from, int to) {
      throw new IllegalStateException("defect");
    }

    @Override
    public boolean events() {
      return true;
    }

    @Override
    public boolean atEventEnd() {
      return false;
    }

    @Override
    public boolean surplus() {
      return false;
    }

    @Override
    public void finish() {}

    @Override
    public boolean complete() {
      return true;
    }

    @Override
    public boolean failed() {
      return false;
    }

    @Override
    public boolean statesUsage() {
      return true;
    }

    @Override
    public Usage usage() {
      return Usage.of(0, 0).build();
    }

    @Override
    public boolean over() {
      return true;
    }

    @Override
    public long outputBytes() {
      return 0;
    }

    @Override
    public String model() {
      return null;
    }

    @Override
    public String serviceTier() {
      return null;
    }
  }
}
