package dev.bursar.agent.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.agent.provider.Shared;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {
  private static final PriceTable TABLE = PriceTable.builtIn();

  @Test
  void theResourceIsTheGatheredTableDistilled() throws IOException {
    Path gathered = Shared.path("data/model-prices.csv");
    try (var in = PriceTable.class.getResourceAsStream("prices.csv")) {
      String resource = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(PriceResource.distil(gathered, "2026-08-01")).isEqualTo(resource);
    }
    assertThat(TABLE.size()).isEqualTo(Files.readAllLines(gathered).size() - 1);
  }

  @Test
  void theTableKnowsItsAge() {
    assertThat(TABLE.snapshot()).isEqualTo(LocalDate.of(2026, 8, 1));
    assertThat(TABLE.ageInDays(LocalDate.of(2026, 11, 21))).isEqualTo(112);
  }

  @ParameterizedTest
  @CsvSource({
    // The name at the provider asked for.
    "gpt-4o, openai, openai",
    "gpt-4o, azure, azure",
    "openai/gpt-oss-120b, groq, groq",
    "openai/gpt-oss-120b, together, together",
    // The name at the one provider that has it.
    "mistral-embed, openai, mistral",
    "llama-3.1-8b-instant, openai, groq",
    "gpt-4o-2024-11-20, azure, openai",
  })
  void aModelIsFoundByNameAndProvider(String model, String hint, String expected) {
    assertThat(TABLE.find(model, hint).model()).isEqualTo(model);
    assertThat(TABLE.find(model, hint).provider()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "no-such-model, openai",
    // Several providers have it, none of them asked for.
    "openai/gpt-oss-120b, openai",
    // A snapshot without a row, of a model whose snapshots differ in price.
    "gpt-4o-2031-01-01, openai",
    // Neither date nor alias.
    "gpt-4o-mini-next, openai",
    "gpt-4o-31-01, openai",
    "-2024-08-06, openai",
    "ft:gpt-4o-mini-2024-07-18:acme::x1, openai",
    "'', openai",
  })
  void whatWouldBeAGuessIsNotPriced(String model, String hint) {
    assertThat(TABLE.find(model, hint)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o-mini-2031-01-01, gpt-4o-mini",
    "gpt-4o-mini-20310101, gpt-4o-mini",
    "gpt-4o-mini-0101, gpt-4o-mini",
  })
  void aSnapshotOfAModelWhoseSnapshotsCostTheSameIsPricedAsTheModel(String model, String row) {
    assertThat(TABLE.find(model, "openai").model()).isEqualTo(row);
    assertThat(TABLE.exact(model, "openai")).isNull();
  }

  @Test
  void aSnapshotsOwnRowGoesFirst() {
    assertThat(TABLE.find("gpt-4o-2024-05-13", "openai").worst(1_000_000, 0, Terms.STANDARD))
        .isEqualTo(5_000_000_000L);
    assertThat(TABLE.find("gpt-4o", "openai").worst(1_000_000, 0, Terms.STANDARD))
        .isEqualTo(2_500_000_000L);
  }

  @Test
  void userRowsGoFirstForTheirProviderAndForAnyWhereTheyNameNone() throws IOException {
    PriceTable table =
        PriceTable.load(
            new StringReader(
                """
                # ours
                model,provider,input_usd_per_token,output_usd_per_token,max_output_tokens
                gpt-4o,openai,0.000001,0.000002,100
                house,,0.000003,0.000004,
                """),
            "extra.csv");

    assertThat(table.find("gpt-4o", "openai").worst(10, 10, Terms.STANDARD)).isEqualTo(30_000);
    assertThat(table.find("gpt-4o", "openai").maxOutput()).isEqualTo(100);
    assertThat(table.find("gpt-4o", "azure").provider()).isEqualTo("azure");
    assertThat(table.find("house", "groq").worst(10, 10, Terms.STANDARD)).isEqualTo(70_000);
    assertThat(table.find("house", "groq").maxOutput()).isEqualTo(ModelPrice.UNKNOWN);
    assertThat(table.size()).isEqualTo(TABLE.size() + 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m,x,0.001,2.5 | extra.csv line 2 column output_usd_per_token: \"2.5\", expected less than",
        "m,x,-1,1 | extra.csv line 2 column input_usd_per_token: \"-1\"",
        "m,x,1e-6,0 | column input_usd_per_token: \"1e-6\"",
        "m,x,0.0.1,0 | column input_usd_per_token: \"0.0.1\"",
        "m,x,.,0 | column input_usd_per_token: \".\"",
        "m,x,,0.1 | column input_usd_per_token: \"\", expected a price",
        "m,x,0.0000000000001,0 | expected at most 12 decimals",
        ",x,0.1,0 | column model: \"\"",
        "m,x,0.1 | 3 cells; 4 are expected",
        "\"m\",x,0.1,0.1 | a quote",
      })
  void aRowThatDoesNotFitIsAnErrorThatNamesLineAndColumn(String row, String message) {
    assertThatThrownBy(
            () ->
                PriceTable.load(
                    new StringReader(
                        "model,provider,input_usd_per_token,output_usd_per_token\n" + row),
                    "extra.csv"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aSecondRowForOneModelIsAnError() {
    assertThatThrownBy(
            () ->
                PriceTable.load(
                    new StringReader("model,input_usd_per_token\nm,0.1\nm,0.2"), "extra.csv"))
        .hasMessage("extra.csv line 3: a second row for model m; keep one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model,provider,input_usd_per_token,max_output_tokens|m,x,0.1,0|column max_output_tokens",
        "model,provider,input_usd_per_token,max_output_tokens|m,x,0.1,1.5|column max_output_tokens",
        "model,provider,input_usd_per_token,price_multipliers|m,x,0.1,eu|column price_multipliers",
        "model,provider,input_usd_per_token,price_multipliers|m,x,0.1,eu=0|price_multipliers",
        "model,input_usd_per_token,tier_above_input_tokens|m,0.1,5|column tier_input_usd_per_token",
        "model,inputs|m,1|column \"inputs\"; known columns are",
        "model,model,input_usd_per_token|m,m,0.1|column \"model\" twice",
        "model,provider|m,x|no column model or input_usd_per_token",
        "x# nothing|x|column \"x# nothing\"",
        "'# nothing'|'# at all'|no line with column names",
      })
  void aFileThatDoesNotFitIsAnErrorThatSaysWhatWasExpected(
      String header, String row, String message) {
    assertThatThrownBy(() -> PriceTable.load(new StringReader(header + "\n" + row), "extra.csv"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("extra.csv line ")
        .hasMessageContaining(message);
  }
}
