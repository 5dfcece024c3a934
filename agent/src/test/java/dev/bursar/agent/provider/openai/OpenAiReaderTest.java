package dev.bursar.agent.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.prices.Usage;
import dev.bursar.agent.provider.Allocation;
import dev.bursar.agent.provider.ResponseReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiReaderTest {
  private static final String CHUNK =
      "data: {\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},"
          + "\"finish_reason\":null}],\"usage\":null}\n\n";
  private static final String FINISH =
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
  private static final String USAGE =
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,"
          + "\"total_tokens\":13}}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  private static ResponseReader read(String body) {
    ResponseReader reader = new OpenAiReader(false);
    feed(reader, body, null);
    reader.finish();
    return reader;
  }

  /** Feeds a body and tells after which blocks the reader called the block surplus. */
  private static List<String> feed(ResponseReader reader, String body, Random splits) {
    List<String> surplus = new ArrayList<>();
    byte[] b = body.getBytes(StandardCharsets.UTF_8);
    int block = 0;
    int from = 0;
    while (from < b.length) {
      int to = splits == null ? b.length : Math.min(b.length, from + 1 + splits.nextInt(9));
      while (from < to) {
        from = reader.read(b, from, to);
        if (reader.atEventEnd()) {
          if (reader.surplus()) {
            surplus.add(new String(b, block, from - block, StandardCharsets.UTF_8));
          }
          block = from;
        }
      }
    }
    return surplus;
  }

  @Test
  void aStreamWithUsageIsReadAndOnlyItsExtraChunkIsSurplus() {
    String body = ": hello\n\n" + CHUNK + CHUNK + FINISH + USAGE + DONE;
    Random random = new Random(2);
    for (int i = 0; i < 300; i++) {
      ResponseReader reader = new OpenAiReader(false);
      assertThat(feed(reader, body, i == 0 ? null : random)).containsExactly(USAGE);
      reader.finish();
      assertThat(reader.complete()).isTrue();
      assertThat(reader.over()).isTrue();
      assertThat(reader.model()).isEqualTo("gpt-4o-2024-08-06");
      assertThat(reader.usage().input()).isEqualTo(9);
      assertThat(reader.usage().output()).isEqualTo(4);
      assertThat(reader.outputBytes()).isEqualTo(2 * 2 + "stop".length());
    }
  }

  @Test
  void theSurplusChunkNeedsNoBlankLineAtTheEnd() {
    String last = USAGE.trim();
    ResponseReader reader = new OpenAiReader(false);
    assertThat(feed(reader, CHUNK + last, null)).isEmpty();
    reader.finish();
    assertThat(reader.surplus()).isTrue();
    assertThat(reader.over()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Azure's first chunk: no choices, no usage.
        "{\"choices\":[],\"prompt_filter_results\":[{\"a\":1}],\"usage\":null}",
        // Usage beside an answer.
        "{\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":{\"prompt_tokens\":1}}",
        // Usage without choices is not what was asked for.
        "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}",
        "{\"choices\":[]}",
        "{\"choices\":[],\"usage\":\"none\"}",
        "{\"choices\":[],\"x\":{\"usage\":{}}}",
      })
  void whatTheAppWouldGetAnywayIsNotSurplus(String event) {
    ResponseReader reader = new OpenAiReader(false);
    assertThat(feed(reader, "data: " + event + "\n\n" + ": comment\n\n", null)).isEmpty();
  }

  @Test
  void someServersSendNullForNoChoices() {
    String chunk = USAGE.replace("[]", "null");
    ResponseReader reader = new OpenAiReader(false);
    assertThat(feed(reader, CHUNK + chunk, null)).containsExactly(chunk);
    assertThat(reader.usage().output()).isEqualTo(4);
  }

  @Test
  void groqsOwnUsageIsRead() {
    ResponseReader reader =
        read(
            CHUNK
                + "data: {\"choices\":[{\"finish_reason\":\"stop\"}],\"x_groq\":{\"id\":\"r\","
                + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":6,"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":2}}}}\n\n"
                + DONE);
    assertThat(reader.usage().input()).isEqualTo(5);
    assertThat(reader.usage().reasoning()).isEqualTo(2);
    assertThat(reader.surplus()).isFalse();
  }

  @Test
  void theLastOfSeveralUsagesCountsAndEarlierOnesAreNotFinal() {
    String running =
        "data: {\"choices\":[{\"delta\":{}}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}\n\n";
    ResponseReader reader = new OpenAiReader(false);
    feed(reader, running, null);
    assertThat(reader.usage().output()).isEqualTo(1);
    assertThat(reader.over()).isFalse();
    feed(reader, USAGE, null);
    assertThat(reader.usage().output()).isEqualTo(4);
    assertThat(reader.over()).isTrue();
  }

  @Test
  void aStreamWithoutItsEndIsNotComplete() {
    assertThat(read(CHUNK).complete()).isFalse();
    assertThat(read(CHUNK + FINISH).complete()).isTrue();
    assertThat(read(CHUNK + FINISH).over()).isFalse();
    assertThat(read(CHUNK + DONE).over()).isTrue();
    assertThat(read(CHUNK + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,").complete())
        .isFalse();
    assertThat(read("").complete()).isFalse();
    assertThat(read("<html>").complete()).isFalse();
    assertThat(read("data: [DONE").complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"x\"}}",
        "data: {\"error\":{\"message\":\"x\"}}\n\n",
        "data: {\"choices\":[{\"finish_reason\":\"error\"}],\"error\":{\"code\":502}}\n\n",
        "data: {\"error\":\"overloaded\"}\n\n"
      })
  void anErrorInsideASuccessIsAFailure(String body) {
    assertThat(read(body).failed()).isTrue();
  }

  @Test
  void aNullErrorIsNone() {
    assertThat(read("{\"error\":null,\"choices\":[]}").failed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'prompt_tokens':-1,'completion_tokens':5",
        "'prompt_tokens':5,'completion_tokens':-1",
        "'prompt_tokens':5",
        "'prompt_tokens':5,'total_tokens':9",
        "'completion_tokens':5",
        "'prompt_tokens':null,'completion_tokens':5",
        "'prompt_tokens':'5','completion_tokens':5",
        "'prompt_tokens':5,'completion_tokens':{}",
        "'prompt_tokens':5.5,'completion_tokens':5",
        "'prompt_tokens':99999999999999999999,'completion_tokens':5",
        "'prompt_tokens':1000000000001,'completion_tokens':5",
        "'prompt_tokens':1,'prompt_tokens':-1,'completion_tokens':5",
        "'prompt_tokens':1,'completion_tokens':5,'total_tokens':-6",
        "'x':1",
      })
  void anAbsurdOrPartialUsageIsStatedButNoUsage(String members) {
    ResponseReader reader = read("{\"usage\":{" + members.replace('\'', '"') + "}}");
    assertThat(reader.statesUsage()).isTrue();
    assertThat(reader.usage()).isNull();
    assertThat(reader.complete()).isTrue();
  }

  @Test
  void anEmbeddingHasNoCompletion() {
    Usage usage =
        read("{\"data\":[{\"embedding\":[0.1,-2e-5]}],\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}")
            .usage();
    assertThat(usage.input()).isEqualTo(5);
    assertThat(usage.output()).isZero();
  }

  @Test
  void reasoningBesideTheCompletionIsBilled() {
    Usage usage =
        read("{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":3,\"total_tokens\":113,"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":100}}}")
            .usage();
    assertThat(usage.output()).isEqualTo(103);
    assertThat(usage.reasoning()).isEqualTo(100);
  }

  @Test
  void everyPartIsRead() {
    Usage usage =
        read("{\"service_tier\":\"priority\",\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":50,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":10,\"cache_write_tokens\":20,\"audio_tokens\":30},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":5,\"audio_tokens\":6}}}")
            .usage();
    assertThat(usage.cached()).isEqualTo(10);
    assertThat(usage.cacheWrite()).isEqualTo(20);
    assertThat(usage.audioInput()).isEqualTo(30);
    assertThat(usage.reasoning()).isEqualTo(5);
    assertThat(usage.audioOutput()).isEqualTo(6);
  }

  @Test
  void otherNamesOfCachedTokensAreRead() {
    assertThat(
            read("{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"prompt_cache_hit_tokens\":7}}")
                .usage()
                .cached())
        .isEqualTo(7);
    assertThat(
            read("{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"num_cached_tokens\":6}}")
                .usage()
                .cached())
        .isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({
    "0.01058775, 10587750",
    "1e-9, 1",
    "1e-10, 1",
    "0, 0",
    "-1, -1",
    "1e999999999, -1",
    "1e-999999999, -1",
    "1000001, -1",
  })
  void aCostIsAnExactDecimal(String cost, long nanos) {
    OpenAiReader reader = new OpenAiReader(true);
    String body = "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"cost\":" + cost + "}}";
    feed(reader, body, null);
    assertThat(reader.usage().costNanos()).isEqualTo(nanos);
    // With the customer's own key the cost leaves out what the provider bills there.
    OpenAiReader own = new OpenAiReader(true);
    feed(own, body.replace("}}", ",\"is_byok\":true}}"), null);
    assertThat(own.usage().costNanos()).isEqualTo(-1);
    assertThat(read(body).usage().costNanos()).isEqualTo(-1);
  }

  @Test
  void theServiceTierIsRead() {
    assertThat(read("{\"service_tier\":\"priority\"}").serviceTier()).isEqualTo("priority");
    assertThat(read("{\"service_tier\":null}").serviceTier()).isNull();
    assertThat(read("{\"model\":\"\"}").model()).isNull();
  }

  @Test
  void anEventThatIsNotJsonIsPassedOver() {
    ResponseReader reader = read("data: oops\n\n" + CHUNK + "data: {\"a\"\n\n" + USAGE);
    assertThat(reader.usage().output()).isEqualTo(4);
    assertThat(reader.failed()).isFalse();
  }

  @Test
  void memoryStaysTheSameWhateverTheResponsesSize() {
    OpenAiReader stream = new OpenAiReader(false);
    OpenAiReader json = new OpenAiReader(false);
    byte[] chunk = CHUNK.repeat(300).getBytes(StandardCharsets.UTF_8);
    byte[] head = "{\"choices\":[{\"message\":{\"content\":\"".getBytes(StandardCharsets.UTF_8);
    byte[] text = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    byte[] tail =
        "\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}"
            .getBytes(StandardCharsets.UTF_8);

    long allocated =
        Allocation.of(
            () -> {
              for (int i = 0; i < 5600; i++) {
                int from = 0;
                while (from < chunk.length) {
                  from = stream.read(chunk, from, chunk.length);
                }
              }
              json.read(head, 0, head.length);
              for (int i = 0; i < 3200; i++) {
                json.read(text, 0, text.length);
              }
              json.read(tail, 0, tail.length);
            });

    assertThat(5600L * chunk.length).isGreaterThan(190_000_000);
    assertThat(json.outputBytes()).isEqualTo(3200L << 16);
    assertThat(json.usage().output()).isEqualTo(2);
    assertThat(allocated).isLessThan(64 * 1024);
  }

  @Test
  void whatIsSeenOfAStringCountsBeforeItsEnd() {
    OpenAiReader reader = new OpenAiReader(false);
    feed(reader, "{\"choices\":[{\"message\":{\"content\":\"abcdef", null);
    assertThat(reader.outputBytes()).isEqualTo(6);
  }
}
