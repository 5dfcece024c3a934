package dev.bursar.agent.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelPriceTest {
  private static final Terms STANDARD = Terms.STANDARD;
  private static final ModelPrice PLAIN = row("m,x,0.0000025,0.00001,,,,,,,,,,,");
  private static final ModelPrice FULL =
      row(
          "m,x,0.000005,0.00003,0.0000005,0.00000625,0.00001,0.00004,0.0001,272000,"
              + "0.00001,0.000045,0.000001,0.0000125,regional=1.1;fast=6");

  private static ModelPrice row(String row) {
    String header =
        "model,provider,input_usd_per_token,output_usd_per_token,cache_read_usd_per_token,"
            + "cache_write_usd_per_token,cache_write_1h_usd_per_token,"
            + "reasoning_output_usd_per_token,audio_input_usd_per_token,tier_above_input_tokens,"
            + "tier_input_usd_per_token,tier_output_usd_per_token,tier_cache_read_usd_per_token,"
            + "tier_cache_write_usd_per_token,price_multipliers\n";
    try {
      return PriceTable.load(new StringReader(header + row), "test").exact("m", "x");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theTotalIsRoundedUpOnceToANanoDollar() {
    ModelPrice odd = row("m,x,0.000000003625,0.000000000001,,,,,,,,,,,");
    // 3,625 + 1 pico-dollars are 3.626 nano-dollars.
    assertThat(odd.worst(1, 1, STANDARD)).isEqualTo(4);
    assertThat(odd.worst(1000, 0, STANDARD)).isEqualTo(3625);
    assertThat(odd.cost(Usage.of(1, 1).build(), STANDARD)).isEqualTo(4);
    assertThat(odd.worst(0, 0, STANDARD)).isZero();
  }

  @Test
  void everyKindOfTokenHasItsPrice() {
    Usage usage =
        Usage.of(1000, 500)
            .cached(100)
            .cacheWrite(300)
            .cacheWriteHour(50)
            .audioInput(200)
            .reasoning(400)
            .build();

    // Text 400, cached 100, written 250 and 50 for an hour, audio 200; text 100, reasoning 400.
    assertThat(FULL.cost(usage, STANDARD))
        .isEqualTo(
            400 * 5000L
                + 100 * 500L
                + 250 * 6250L
                + 50 * 10000L
                + 200 * 100000L
                + 100 * 30000L
                + 400 * 40000L);
  }

  @Test
  void anEmptyCachePriceIsTheInputPriceAndNeverZero() {
    Usage usage = Usage.of(100, 0).cached(60).cacheWrite(40).cacheWriteHour(10).build();
    assertThat(PLAIN.cost(usage, STANDARD)).isEqualTo(100 * 2500);
  }

  @Test
  void anEmptyPriceWithoutAStandInIsUnpricedAndNeverZero() {
    assertThat(PLAIN.cost(Usage.of(10, 0).audioInput(1).build(), STANDARD))
        .isEqualTo(ModelPrice.UNPRICED);
    assertThat(PLAIN.cost(Usage.of(10, 9).audioOutput(1).build(), STANDARD))
        .isEqualTo(ModelPrice.UNPRICED);
    assertThat(PLAIN.worst(1, 1, STANDARD.withAudio(true, false))).isEqualTo(ModelPrice.UNPRICED);
    assertThat(PLAIN.worst(1, 1, STANDARD.withAudio(false, true))).isEqualTo(ModelPrice.UNPRICED);
    assertThat(PLAIN.worst(1, 1, STANDARD.withPriority(true))).isEqualTo(ModelPrice.UNPRICED);
    assertThat(PLAIN.cost(Usage.of(1, 1).build(), STANDARD.withPriority(true)))
        .isEqualTo(ModelPrice.UNPRICED);
    ModelPrice inputOnly = row("m,x,0.0000025,,,,,,,,,,,,");
    assertThat(inputOnly.worst(1, 1, STANDARD)).isEqualTo(ModelPrice.UNPRICED);
    assertThat(inputOnly.worst(1, 0, STANDARD)).isEqualTo(2500);
    assertThat(inputOnly.affordableOutput(1_000_000, 1, STANDARD)).isEqualTo(-1);
  }

  @Test
  void theBoundTakesTheDearestKindThatTheCallCanBeBilled() {
    assertThat(FULL.worst(100, 0, STANDARD)).isEqualTo(100 * 6250);
    assertThat(FULL.worst(100, 0, STANDARD.withCacheWrites(false, false))).isEqualTo(100 * 5000);
    assertThat(FULL.worst(100, 0, STANDARD.withCacheWrites(true, true))).isEqualTo(100 * 10000);
    assertThat(FULL.worst(100, 0, STANDARD.withAudio(true, false))).isEqualTo(100 * 100_000);
    assertThat(FULL.worst(0, 10, STANDARD)).isEqualTo(10 * 40_000);
  }

  @Test
  void theLongContextTierHoldsForTheWholeCall() {
    assertThat(FULL.cost(Usage.of(272_000, 1).build(), STANDARD))
        .isEqualTo(272_000 * 5000L + 30_000);
    assertThat(FULL.cost(Usage.of(272_001, 1).build(), STANDARD))
        .isEqualTo(272_001 * 10_000L + 45_000);
    assertThat(FULL.worst(272_001, 1, STANDARD)).isEqualTo(272_001 * 12_500L + 45_000);
  }

  @Test
  void factorsHoldForEveryPriceOfTheRowsThatKnowThem() {
    assertThat(FULL.worst(7, 0, STANDARD.withMultipliers("regional"))).isEqualTo(48_125);
    assertThat(FULL.worst(100, 0, STANDARD.withMultipliers("regional", "fast")))
        .isEqualTo(100 * 6250 * 66 / 10);
    assertThat(PLAIN.worst(1, 0, STANDARD.withMultipliers("regional"))).isEqualTo(2500);
    // 5 nano-dollars times 1.1 are 5.5.
    ModelPrice tiny = row("m,x,0.000000005,0,,,,,,,,,,,regional=1.1");
    assertThat(tiny.worst(1, 0, STANDARD.withMultipliers("regional"))).isEqualTo(6);
  }

  @Test
  void whatDoesNotFitALongIsTheGreatestLong() {
    assertThat(FULL.worst(Long.MAX_VALUE, 1, STANDARD)).isEqualTo(Long.MAX_VALUE);
    assertThat(FULL.worst(1, Long.MAX_VALUE, STANDARD)).isEqualTo(Long.MAX_VALUE);
    assertThat(FULL.worst(1L << 50, 1L << 50, STANDARD.withMultipliers("fast")))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(FULL.cost(Usage.of(Long.MAX_VALUE, Long.MAX_VALUE).build(), STANDARD))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void affordableOutputIsTheGreatestThatStaysWithinTheMoney() {
    Random random = new Random(7);
    Terms[] terms = {
      STANDARD, STANDARD.withMultipliers("regional"), STANDARD.withMultipliers("fast")
    };
    for (int i = 0; i < 20_000; i++) {
      Terms t = terms[i % terms.length];
      long input = random.nextInt(400_000);
      long money = random.nextLong(20_000_000_000L);
      long output = FULL.affordableOutput(money, input, t);
      if (output < 0) {
        assertThat(FULL.worst(input, 0, t)).isGreaterThan(money);
      } else {
        assertThat(FULL.worst(input, output, t)).isLessThanOrEqualTo(money);
        assertThat(FULL.worst(input, output + 1, t)).isGreaterThan(money);
      }
    }
    assertThat(FULL.affordableOutput(Long.MAX_VALUE, 0, STANDARD)).isGreaterThan(1L << 37);
    assertThat(row("m,x,0.1,0,,,,,,,,,,,").affordableOutput(Long.MAX_VALUE, 0, STANDARD))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anExactMeterAgreesToTheNanoDollar() {
    BigDecimal inputPrice = new BigDecimal("0.000000000546875").movePointRight(3);
    ModelPrice m = row("m,x," + inputPrice.toPlainString() + ",0.0000175,,,,,,,,,,,regional=1.1");
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      long input = random.nextInt(3_000_000);
      long output = random.nextInt(200_000);
      BigDecimal exact =
          inputPrice
              .multiply(BigDecimal.valueOf(input))
              .add(new BigDecimal("0.0000175").multiply(BigDecimal.valueOf(output)))
              .multiply(new BigDecimal("1.1"));
      assertThat(m.cost(Usage.of(input, output).build(), STANDARD.withMultipliers("regional")))
          .isEqualTo(exact.movePointRight(9).setScale(0, RoundingMode.CEILING).longValueExact());
    }
  }

  @Test
  void aCeilingIsInNanoDollarsPerMillionTokens() {
    ModelPrice ceiling = ModelPrice.ceiling(30_000_000_000L, 120_500_000_001L);
    assertThat(ceiling.worst(1000, 0, STANDARD)).isEqualTo(30_000_000);
    assertThat(ceiling.worst(0, 1000, STANDARD)).isEqualTo(120_500_001);
    assertThat(ceiling.maxOutput()).isEqualTo(ModelPrice.UNKNOWN);
    assertThatThrownBy(() -> ModelPrice.ceiling(-1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPartGreaterThanItsWholeIsCutToIt() {
    Usage usage = Usage.of(5, 10).cached(9).reasoning(11).cacheWrite(-3).build();
    assertThat(usage.cached()).isEqualTo(5);
    assertThat(usage.reasoning()).isEqualTo(10);
    assertThat(usage.cacheWrite()).isZero();
  }
}
