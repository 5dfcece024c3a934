package dev.bursar.it.provider;

import java.math.BigDecimal;

/**
 * One call on the provider's bill.
 *
 * @param path what was called
 * @param model what answered
 * @param input all input tokens, cached ones included
 * @param cached the input tokens that were cached
 * @param output all output tokens
 * @param usd the price, to the nano-dollar
 */
public record Charge(
    String path, String model, long input, long cached, long output, BigDecimal usd) {
  static Charge of(String path, String model, long input, long cached, long output) {
    return new Charge(
        path, model, input, cached, output, PriceList.cost(model, input, cached, output));
  }
}
