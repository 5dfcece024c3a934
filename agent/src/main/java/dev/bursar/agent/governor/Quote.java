package dev.bursar.agent.governor;

import dev.bursar.agent.prices.ModelPrice;
import dev.bursar.agent.prices.PriceTable;
import dev.bursar.agent.prices.Terms;
import dev.bursar.agent.prices.Usage;
import dev.bursar.agent.provider.Call;
import java.util.Collections;
import java.util.List;

/**
 * What a call's tokens cost, whichever of its models answers: bounds take the dearest. Immutable.
 */
final class Quote {
  private final PriceTable table;
  private final String biller;
  private final ModelPrice ceiling;
  private final Terms terms;
  private final ModelPrice[] prices;
  private final String unpriced;
  private final long maxOutput;
  private final long window;

  private Quote(
      PriceTable table,
      String biller,
      ModelPrice ceiling,
      List<String> models,
      Terms terms,
      boolean hasOutput) {
    this.table = table;
    this.biller = biller;
    this.ceiling = ceiling;
    this.terms = terms;
    prices = new ModelPrice[models.size()];
    String missing = models.isEmpty() ? "" : null;
    long most = models.isEmpty() ? Call.NONE : 0;
    long widest = most;
    for (int i = 0; i < prices.length; i++) {
      ModelPrice row = table.find(models.get(i), biller);
      boolean priced = row != null && row.worst(1, hasOutput ? 1 : 0, terms) != ModelPrice.UNPRICED;
      prices[i] = priced ? row : ceiling;
      if (prices[i] == null) {
        missing = models.get(i);
      }
      most = greatest(most, row == null ? Call.NONE : longestAnswer(row));
      widest = greatest(widest, row == null ? Call.NONE : row.maxInput());
    }
    unpriced = missing;
    maxOutput = most;
    window = widest;
  }

  /**
   * A call's quote.
   *
   * @param call null where the request could not be read: then only a response's model has a price
   * @param biller who is thought to bill
   * @param ceiling what a model without a price costs, or null
   */
  static Quote of(Call call, PriceTable table, String biller, ModelPrice ceiling) {
    if (call == null) {
      List<String> none = Collections.emptyList();
      return new Quote(table, biller, ceiling, none, Terms.STANDARD, true);
    }
    boolean hasOutput = call.output(1) > 0;
    return new Quote(table, biller, ceiling, call.models(), call.terms(), hasOutput);
  }

  /** A model whose table says no output limit can still not put out more than its window. */
  private static long longestAnswer(ModelPrice row) {
    return row.maxOutput() == ModelPrice.UNKNOWN ? row.maxInput() : row.maxOutput();
  }

  private static long greatest(long a, long b) {
    return a == Call.NONE || b == Call.NONE ? Call.NONE : Math.max(a, b);
  }

  /** A model without a price, empty where the request names none; null where all are priced. */
  String unpriced() {
    return unpriced;
  }

  /** The longest answer of any of the models in tokens, or {@link Call#NONE} where unknown. */
  long maxOutput() {
    return maxOutput;
  }

  /** The widest context window of any of the models in tokens, or {@link Call#NONE}. */
  long window() {
    return window;
  }

  /** The most that such a call costs, in nano-dollars; 0 where it has no price. */
  long worst(long input, long output) {
    long most = 0;
    for (ModelPrice price : prices) {
      if (price != null) {
        most = Math.max(most, price.worst(input, output, terms));
      }
    }
    return most;
  }

  /** The most output tokens that money covers beside an input; below 0 where not even that. */
  long affordable(long nanos, long input) {
    long least = Long.MAX_VALUE;
    for (ModelPrice price : prices) {
      if (price != null) {
        least = Math.min(least, price.affordableOutput(nanos, input, terms));
      }
    }
    return least;
  }

  /**
   * What a call cost by its usage, first that applies: the provider's own statement of the cost;
   * the user's price for the model that the response names; the user's price for the model asked
   * for, which is thus not undone by a response that names a snapshot of it; the list price of the
   * model that the response names, where that has a row of its own; the price of the model asked
   * for, the dearest where there were several; the ceiling price.
   *
   * @param model the response's model, or null
   * @param tier the response's service tier, or null: then the tier asked for is taken
   * @return nano-dollars, or {@link ModelPrice#UNPRICED}
   */
  long cost(Usage usage, String model, String tier) {
    if (usage.costNanos() >= 0) {
      return usage.costNanos();
    }
    Terms billed = tier == null ? terms : terms.withPriority("priority".equals(tier));
    ModelPrice own = model == null ? null : table.exact(model, biller);
    boolean ownHolds = own != null && (own.users() || !pricedByUser());
    long cost = ownHolds ? own.cost(usage, billed) : ModelPrice.UNPRICED;
    if (cost != ModelPrice.UNPRICED) {
      return cost;
    }
    for (ModelPrice price : prices) {
      if (price != null) {
        cost = Math.max(cost, price.cost(usage, billed));
      }
    }
    if (cost == ModelPrice.UNPRICED && model != null) {
      ModelPrice near = table.find(model, biller);
      cost = near == null ? cost : near.cost(usage, billed);
    }
    return cost == ModelPrice.UNPRICED && ceiling != null ? ceiling.cost(usage, billed) : cost;
  }

  private boolean pricedByUser() {
    for (ModelPrice price : prices) {
      if (price != null && price != ceiling && price.users()) {
        return true;
      }
    }
    return false;
  }
}
