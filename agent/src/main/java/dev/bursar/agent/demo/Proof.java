package dev.bursar.agent.demo;

import dev.bursar.agent.config.Money;
import java.util.ArrayList;
import java.util.List;

/** The provider's bill beside the ledger and the cap, in nano-dollars. Immutable. */
final class Proof {
  private final long billed;
  private final long spent;
  private final long cap;

  /**
   * @param billed what the provider's meter says
   * @param spent what the ledger says
   * @param cap the account's limit
   */
  Proof(long billed, long spent, long cap) {
    this.billed = billed;
    this.spent = spent;
    this.cap = cap;
  }

  /** Whether everything is as promised. */
  boolean holds() {
    return complaints().isEmpty();
  }

  /** The amounts side by side, below anything that is wrong with them. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (String complaint : complaints()) {
      lines.add("FAILED: " + complaint);
    }
    long overshoot = Math.max(0, billed - cap);
    lines.add(
        "provider billed  $"
            + Money.exact(billed)
            + "   ledger spent  $"
            + Money.exact(spent)
            + "   cap $"
            + Money.exact(cap)
            + "   overshoot "
            + (overshoot == 0 ? "0" : "$" + Money.exact(overshoot)));
    return lines;
  }

  private List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    if (billed == 0) {
      complaints.add("the app made no call");
    }
    if (billed > cap) {
      complaints.add("the provider billed more than the cap");
    }
    if (billed != spent) {
      complaints.add("the ledger differs from the provider's bill");
    }
    return complaints;
  }
}
