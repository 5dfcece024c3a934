package dev.bursar.it.cap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.math.BigDecimal;
import java.util.List;

/** What the cap tests of one process and of two have in common. */
final class CapCases {
  /** In US dollars. */
  static final BigDecimal CAP = new BigDecimal("0.05");

  private CapCases() {}

  /** Every attempt of a client that retries can be billed. */
  static List<Reply> storm() {
    return List.of(
        Reply.error(429).header("retry-after-ms", "1"),
        Reply.error(500).header("retry-after-ms", "1").afterGenerating(),
        Reply.error(503).header("retry-after-ms", "1"),
        Reply.error(500).header("retry-after-ms", "1").afterGenerating(),
        Reply.normal());
  }

  /** A step of an agent in a loop whose prompt grows by 60 tokens with each. */
  static Ask step(int number) {
    return Ask.chat("gpt-4o-mini").max(40).with("prompt", "the" + " the".repeat(52 + 60 * number));
  }

  /** At least that share of the cap was billed and no more than the cap, and the ledger knows. */
  static void spent(Rig rig, String share) {
    BigDecimal billed = rig.provider().meter().total();
    assertThat(billed).as("billed").isLessThanOrEqualTo(CAP);
    assertThat(billed).as("used").isGreaterThanOrEqualTo(CAP.multiply(new BigDecimal(share)));
    Account account = rig.settledExactly();
    assertThat(account.spent("calls")).isEqualTo(rig.provider().hits());
    rig.quietWithFaults(0);
  }
}
