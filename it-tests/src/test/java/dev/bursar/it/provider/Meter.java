package dev.bursar.it.provider;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The provider's bill. */
public final class Meter {
  private final List<Charge> charges = new ArrayList<>();
  private BigDecimal total = BigDecimal.ZERO.setScale(9);

  synchronized void charge(Charge charge) {
    charges.add(charge);
    total = total.add(charge.usd());
  }

  synchronized void forget() {
    charges.clear();
    total = BigDecimal.ZERO.setScale(9);
  }

  /** What has been charged in all, in US dollars with nine decimals. */
  public synchronized BigDecimal total() {
    return total;
  }

  /** Every charge, in the order of billing. */
  public synchronized List<Charge> charges() {
    return List.copyOf(charges);
  }

  /** The newest charge. */
  public synchronized Charge last() {
    return charges.get(charges.size() - 1);
  }
}
