package dev.bursar.it.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge itself. */
class MeterTest {
  @ParameterizedTest
  @CsvSource({
    "gpt-4o-mini, 1, 0, 0, 0.000000150",
    "gpt-4o-mini, 1, 1, 0, 0.000000075",
    "gpt-4o, 1000000, 0, 0, 2.500000000",
    "gpt-4o, 12, 2, 345, 0.003477500",
    "text-embedding-3-small, 3, 0, 0, 0.000000060",
    "text-embedding-3-large, 1000, 0, 0, 0.000130000",
  })
  void pricesACallExactly(String model, long input, long cached, long output, String usd) {
    assertThat(PriceList.cost(model, input, cached, output)).isEqualByComparingTo(usd);
  }

  @Test
  void addsUpWithoutLoss() {
    Meter meter = new Meter();
    for (int i = 0; i < 1_000; i++) {
      meter.charge(Charge.of("/", "gpt-4o-mini", 1, 1, 0));
    }
    assertThat(meter.total()).isEqualByComparingTo("0.000075");
    assertThat(meter.charges()).hasSize(1_000);
  }

  /** The published rule for chat models, worked out by hand. */
  @Test
  void countsAChatRequestAsTheModelSeesIt() throws Exception {
    JsonNode request =
        ChatJson.JSON.readTree(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"the of and\"},"
                + "{\"role\":\"user\",\"name\":\"the\",\"content\":\"\"}]}");
    int first = 3 + 1 + 3;
    int second = 3 + 1 + 0 + 1 + 1;
    assertThat(Tokens.ofChat(request)).isEqualTo(first + second + 3);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void everyWordOfAnAnswerIsOneToken(boolean foreign) throws Exception {
    Reply reply = Reply.normal().output(500);
    if (foreign) {
      reply.foreign();
    }
    JsonNode request = ChatJson.JSON.readTree("{\"model\":\"gpt-4o\",\"messages\":[]}");
    Completion completion = Completion.of(request, reply, new OutputLaw(1), 1);
    assertThat(Tokens.ofText(completion.text(0))).isEqualTo(500);
    assertThat(completion.output()).isEqualTo(500);
  }

  @Test
  void respectsTheOutputLimitOfEachChoice() throws Exception {
    JsonNode request =
        ChatJson.JSON.readTree(
            "{\"model\":\"gpt-4o\",\"messages\":[],\"max_completion_tokens\":7,\"n\":3}");
    Completion completion = Completion.of(request, Reply.normal().output(50), new OutputLaw(1), 1);
    assertThat(completion.output()).isEqualTo(21);
    assertThat(completion.finish(2)).isEqualTo("length");
  }

  @Test
  void answersAreHeavyTailedAndRepeatable() {
    OutputLaw law = new OutputLaw(5);
    int[] lengths = IntStream.range(0, 2_000).map(law::draw).sorted().toArray();
    assertThat(lengths[1_000]).isBetween(50, 75);
    assertThat(lengths[1_990]).isGreaterThan(1_000);
    assertThat(new OutputLaw(5).draw(17)).isEqualTo(law.draw(17));
  }
}
