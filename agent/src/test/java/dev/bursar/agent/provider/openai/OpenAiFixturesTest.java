package dev.bursar.agent.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bursar.agent.prices.Usage;
import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.Fixture;
import dev.bursar.agent.provider.ResponseReader;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenAiFixturesTest {
  private static final OpenAi OPENAI = new OpenAi();

  private static List<Fixture> fixtures() throws IOException {
    return Fixture.endingWith("/chat/completions", "/embeddings");
  }

  private static ResponseReader read(Fixture fixture, Random splits) throws IOException {
    ResponseReader reader = OPENAI.reader(fixture.target());
    byte[] b = fixture.response();
    int from = 0;
    while (from < b.length) {
      int to = splits == null ? b.length : Math.min(b.length, from + 1 + splits.nextInt(40));
      while (from < to) {
        from = reader.read(b, from, to);
      }
    }
    reader.finish();
    return reader;
  }

  @Test
  void theInputBoundHoldsForEveryRecordingThatShowsItsInput() throws Exception {
    int checked = 0;
    for (Fixture fixture : fixtures()) {
      Call call = OPENAI.read(fixture.request(), fixture.target());
      assertThat(call).as(fixture.name()).isNotNull();
      if (fixture.prompt() >= 0) {
        assertThat(call.unbounded()).as(fixture.name()).isNull();
        assertThat(call.input()).as(fixture.name()).isGreaterThanOrEqualTo(fixture.prompt());
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(10);
  }

  @Test
  void theExactCountIsNeverTooLowAndAFewTokensTooHighForPlainText() throws Exception {
    for (Fixture fixture : fixtures()) {
      Call call = OPENAI.read(fixture.request(), fixture.target());
      if (fixture.prompt() >= 0 && ModelFamily.of(call.models().get(0)).tokenizer() != null) {
        long exact = call.exactInput(true);
        System.out.println(
            fixture
                + ": exact "
                + exact
                + ", billed "
                + fixture.prompt()
                + ", bytes "
                + call.input());
        if (fixture.name().startsWith("openai-")) {
          assertThat(exact).isGreaterThanOrEqualTo(fixture.prompt());
          assertThat(exact).isCloseTo(fixture.prompt(), within(16L));
        }
      }
    }
  }

  @Test
  void usageIsReadAsTheProviderBillsItWhereverTheBodyIsCut() throws IOException {
    Random random = new Random(9);
    for (Fixture fixture : fixtures()) {
      for (int i = 0; i < 20; i++) {
        ResponseReader reader = read(fixture, i == 0 ? null : random);
        Usage usage = reader.usage();
        if (fixture.prompt() < 0) {
          assertThat(usage).as(fixture.name()).isNull();
          assertThat(reader.statesUsage()).as(fixture.name()).isFalse();
          continue;
        }
        assertThat(reader.complete()).as(fixture.name()).isTrue();
        assertThat(reader.failed()).as(fixture.name()).isFalse();
        assertThat(usage.input()).as(fixture.name()).isEqualTo(fixture.prompt());
        assertThat(usage.output()).as(fixture.name()).isEqualTo(Math.max(0, fixture.completion()));
        assertThat(usage.cached()).as(fixture.name()).isEqualTo(Math.max(0, fixture.cached()));
        assertThat(usage.cacheWrite()).isEqualTo(Math.max(0, fixture.cacheWrite()));
        assertThat(usage.reasoning())
            .isEqualTo(Math.min(usage.output(), Math.max(0, fixture.reasoning())));
        assertThat(reader.model()).as(fixture.name()).isNotBlank();
      }
    }
  }

  @Test
  void anErrorInsideASuccessIsSeen() throws IOException {
    for (Fixture fixture : fixtures()) {
      if (fixture.name().contains("tool-use-failed-error-streaming-with-text")) {
        assertThat(read(fixture, null).failed()).isTrue();
        return;
      }
    }
    throw new AssertionError("the recording is missing");
  }

  @Test
  void outputBytesAreNotLessThanTheVisibleTokens() throws IOException {
    for (Fixture fixture : fixtures()) {
      if (fixture.completion() > 0 && fixture.reasoning() <= 0) {
        assertThat(read(fixture, null).outputBytes())
            .as(fixture.name())
            .isGreaterThanOrEqualTo(fixture.completion());
      }
    }
  }

  @Test
  void theCostThatOpenRouterStatesIsRead() throws IOException {
    for (Fixture fixture : fixtures()) {
      if (fixture.name().equals("openrouter/openrouter-cache-all-settings-real-api-0")) {
        assertThat(read(fixture, null).usage().costNanos()).isEqualTo(10_587_750);
        return;
      }
    }
    throw new AssertionError("the recording is missing");
  }
}
