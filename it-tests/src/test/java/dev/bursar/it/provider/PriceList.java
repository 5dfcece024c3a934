package dev.bursar.it.provider;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** What the provider charges for each model: exact, in US dollars per million tokens. */
public final class PriceList {
  /** A model that no public price list knows. */
  public static final String UNLISTED = "acme-large-1";

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final int NANO = 9;

  private static final Map<String, Price> PRICES =
      Map.of(
          "gpt-4o",
          price("2.50", "10.00", "1.25", 16_384),
          "gpt-4o-mini",
          price("0.15", "0.60", "0.075", 16_384),
          "gpt-4.1",
          price("2.00", "8.00", "0.50", 32_768),
          "gpt-4.1-mini",
          price("0.40", "1.60", "0.10", 32_768),
          "gpt-4.1-nano",
          price("0.10", "0.40", "0.025", 32_768),
          UNLISTED,
          price("3.00", "12.00", "3.00", 8_192),
          "text-embedding-3-small",
          price("0.02", "0", "0.02", 0),
          "text-embedding-3-large",
          price("0.13", "0", "0.13", 0));

  private PriceList() {}

  static boolean has(String model) {
    return PRICES.containsKey(model);
  }

  static int mostOutput(String model) {
    return PRICES.get(model).mostOutput;
  }

  /** The cost of one call: the exact sum, rounded up once to a nano-dollar. */
  public static BigDecimal cost(String model, long input, long cached, long output) {
    Price price = PRICES.get(model);
    return BigDecimal.valueOf(input - cached)
        .multiply(price.input)
        .add(BigDecimal.valueOf(cached).multiply(price.cached))
        .add(BigDecimal.valueOf(output).multiply(price.output))
        .divide(MILLION)
        .setScale(NANO, RoundingMode.CEILING);
  }

  private static Price price(String input, String output, String cached, int mostOutput) {
    return new Price(
        new BigDecimal(input), new BigDecimal(output), new BigDecimal(cached), mostOutput);
  }

  private record Price(BigDecimal input, BigDecimal output, BigDecimal cached, int mostOutput) {}
}
