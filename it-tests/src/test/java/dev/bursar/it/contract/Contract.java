package dev.bursar.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.harness.Rigs;
import dev.bursar.it.provider.Charge;
import dev.bursar.it.provider.Provider;
import dev.bursar.it.provider.Reply;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * What the contracts share: a JVM per client, JDK and setting, used by one test after another, and
 * the check after each test that ledger and meter agree and nothing is held.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Contract {
  static final String MODEL = "gpt-4o";

  /** How the agent is configured. */
  enum Setting {
    /** Everything fits. */
    ROOMY,
    /** Nothing fits; refused by a response. */
    BROKE,
    /** Nothing fits; refused by an exception. */
    BROKE_THROWING;

    /** Strict, so that a connection that no hook stands behind is refused. */
    Agent configure(Agent agent) {
      Agent strict = agent.knowingTheProvider().with("strict", true);
      return switch (this) {
        case ROOMY -> strict.limitUsd("1000");
        case BROKE -> strict.limitUsd("0.000001");
        case BROKE_THROWING -> strict.limitUsd("0.000001").with("on-refusal", "exception");
      };
    }
  }

  @Parameter Combo combo;

  private final Rigs<Setting> rigs = new Rigs<>();
  private final Set<Setting> used = EnumSet.noneOf(Setting.class);
  private boolean exactly;

  /** The rig of a setting, as it was left by the test before. */
  final Rig rig(Setting setting) {
    used.add(setting);
    return rigs.get(setting, () -> Rig.start(combo, setting::configure));
  }

  final Provider provider() {
    return rig(Setting.ROOMY).provider();
  }

  final Answer ask(Ask order) {
    return rig(Setting.ROOMY).ask(order);
  }

  final Answer ask(Ask order, Reply... replies) {
    provider().next(replies);
    return ask(order);
  }

  /** The newest line of {@code calls}. */
  final JsonNode lastCall(Setting setting) {
    List<JsonNode> calls = rig(setting).store().calls();
    assertThat(calls).as("calls").isNotEmpty();
    return calls.get(calls.size() - 1);
  }

  /** This test's calls may be charged above their bill, since nobody can know it. */
  final void chargedAtLeastTheBill() {
    exactly = false;
  }

  /** In an app of its own, for what may stay held: what is spent and held covers the bill. */
  final void isPaidOrHeld(Ask order, Reply reply) {
    try (Rig own = Rig.start(combo, Setting.ROOMY::configure)) {
      own.provider().next(reply);
      own.ask(order);
      Account account = own.store().account();
      assertThat(account.spent().add(account.held()))
          .as("%s", account)
          .isGreaterThanOrEqualTo(own.provider().meter().total())
          .isPositive();
    }
  }

  static void isSettledAs(JsonNode call, Charge bill) {
    assertThat(call.path("outcome").asText()).as("%s", call).isEqualTo("settled");
    JsonNode actual = call.path("actual");
    assertThat(actual.path("input_tokens").asLong()).as("%s", call).isEqualTo(bill.input());
    assertThat(actual.path("output_tokens").asLong()).as("%s", call).isEqualTo(bill.output());
    assertThat(actual.path("cached_tokens").asLong()).as("%s", call).isEqualTo(bill.cached());
    assertThat(actual.path("usd").asText()).as("%s", call).isEqualTo(bill.usd().toPlainString());
  }

  @BeforeEach
  void startAfresh() {
    used.clear();
    exactly = true;
    rigs.forEach(rig -> rig.provider().asUsual());
  }

  @AfterEach
  void ledgerAgreesWithTheMeterAndNothingIsHeld() {
    for (Setting setting : used) {
      Rig rig = rigs.get(setting);
      if (exactly) {
        rig.settledExactly();
      } else {
        rig.settledAtLeast();
      }
    }
  }

  @AfterParameterizedClassInvocation
  void noFaultWasSwallowedAndNothingWasPrinted() {
    try {
      rigs.forEach(
          rig -> assertThat(rig.store().unmetered()).as("connections that no hook saw").isEmpty());
    } finally {
      rigs.quietToTheEnd();
    }
  }
}
