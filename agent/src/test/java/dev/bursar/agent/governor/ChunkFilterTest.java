package dev.bursar.agent.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.provider.Fixture;
import dev.bursar.agent.provider.ResponseReader;
import dev.bursar.agent.provider.Target;
import dev.bursar.agent.provider.openai.OpenAi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkFilterTest {
  private static final String USAGE =
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\n";
  private static final String BEFORE =
      """
      : ping

      data: {"choices":[],"usage":null,"prompt_filter_results":[]}

      data: {"choices":[{"delta":{"content":"日本😀"}}],"usage":null}

      data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

      """;
  private static final String AFTER = "data: [DONE]\n\n";

  private static ResponseReader reader() {
    return new OpenAi().reader(new Target("h", "/chat/completions", null));
  }

  /** What the app sees of a body that arrives in pieces. */
  private static byte[] filter(byte[] body, Random splits, boolean direct) throws IOException {
    ResponseReader reader = reader();
    ChunkFilter filter = new ChunkFilter(reader);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int from = 0;
    while (from < body.length) {
      int to = splits == null ? body.length : Math.min(body.length, from + 1 + splits.nextInt(60));
      ByteBuffer piece =
          direct ? ByteBuffer.allocateDirect(to - from) : ByteBuffer.allocate(to - from + 7);
      piece.position(direct ? 0 : 3);
      piece.put(body, from, to - from).flip();
      piece.position(direct ? 0 : 3);
      write(out, filter.data(piece));
      from = to;
    }
    reader.finish();
    write(out, filter.end());
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, ByteBuffer bytes) throws IOException {
    byte[] b = new byte[bytes.remaining()];
    bytes.get(b);
    out.write(b);
  }

  private static String filter(String body, Random splits, boolean direct) throws IOException {
    return new String(
        filter(body.getBytes(StandardCharsets.UTF_8), splits, direct), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void onlyTheExtraChunkIsTakenOutWhereverTheStreamIsCut(String lineEnd) throws IOException {
    String body = (BEFORE + USAGE + AFTER).replace("\n", lineEnd);
    String expected = (BEFORE + AFTER).replace("\n", lineEnd);
    Random random = new Random(4);
    for (int i = 0; i < 500; i++) {
      assertThat(filter(body, i == 0 ? null : random, i % 2 == 1)).isEqualTo(expected);
    }
  }

  @Test
  void theExtraChunkMayBeTheLastWithoutABlankLine() throws IOException {
    Random random = new Random(4);
    for (int i = 0; i < 100; i++) {
      assertThat(filter(BEFORE + USAGE.trim(), i == 0 ? null : random, false)).isEqualTo(BEFORE);
      assertThat(filter(BEFORE + AFTER.trim(), random, false)).isEqualTo(BEFORE + AFTER.trim());
      assertThat(filter(BEFORE + USAGE + ": bye", random, false)).isEqualTo(BEFORE + ": bye");
      assertThat(filter(BEFORE + "data: {\"choices\":[],\"us", random, false))
          .isEqualTo(BEFORE + "data: {\"choices\":[],\"us");
    }
  }

  @Test
  void everyRecordedStreamWithoutTheChunkPassesByteForByte() throws IOException {
    Random random = new Random(8);
    for (Fixture fixture : Fixture.endingWith("/chat/completions")) {
      for (int i = 0; i < 20; i++) {
        assertThat(filter(fixture.response(), i == 0 ? null : random, i % 2 == 1))
            .as(fixture.name())
            .isEqualTo(fixture.response());
      }
    }
  }

  @Test
  void wholeEventsPassWithoutACopy() {
    ChunkFilter filter = new ChunkFilter(reader());
    ByteBuffer bytes = ByteBuffer.wrap(BEFORE.getBytes(StandardCharsets.UTF_8));
    assertThat(filter.data(bytes)).isSameAs(bytes);
    assertThat(bytes.position()).isZero();
  }

  @Test
  void aWholeEventIsNotHeldBack() throws IOException {
    ChunkFilter filter = new ChunkFilter(reader());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(
        out,
        filter.data(ByteBuffer.wrap((BEFORE + "data: {\"cho").getBytes(StandardCharsets.UTF_8))));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(BEFORE);
  }

  @Test
  void anEventTooLongToBeTheChunkIsNotHeldBackAndTheNextOnesAreFilteredAgain() throws IOException {
    String big =
        "data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(200_000) + "\"}}]}\n\n";
    Random random = new Random(4);
    assertThat(filter(BEFORE + big + USAGE + AFTER, random, false)).isEqualTo(BEFORE + big + AFTER);

    ChunkFilter filter = new ChunkFilter(reader());
    byte[] part = big.substring(0, 70_000).getBytes(StandardCharsets.UTF_8);
    assertThat(filter.data(ByteBuffer.wrap(part)).remaining()).isEqualTo(70_000);
  }

  @Test
  void aBodyThatIsNoStreamIsNotHeldBack() throws IOException {
    ChunkFilter filter = new ChunkFilter(reader());
    ByteBuffer bytes =
        ByteBuffer.wrap("{\"choices\":[],\"usage\":{}}".getBytes(StandardCharsets.UTF_8));
    assertThat(filter.data(bytes)).isSameAs(bytes);
    assertThat(filter("{\"choices\":[],\"usage\":{}}", new Random(1), false))
        .isEqualTo("{\"choices\":[],\"usage\":{}}");
  }
}
