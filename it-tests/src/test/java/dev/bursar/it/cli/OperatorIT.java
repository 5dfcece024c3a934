package dev.bursar.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.App;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Rig;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** What an operator does from outside, while the app runs. */
class OperatorIT {
  private static final Ask CALL = Ask.chat("gpt-4o").max(30);

  private final Combo combo = new Combo(ClientRow.newest(ClientRow.Kind.OKHTTP), Jdks.current());

  @Test
  void aHaltStopsCallsAtOnceAndStaysUntilItIsLifted() {
    try (Rig rig = Rig.start(combo, agent -> agent.limitUsd("5"))) {
      assertThat(rig.ask(CALL).status()).isEqualTo(200);
      done(rig.store().run("halt", "default", "--reason", "runaway agent"));
      Answer halted = rig.ask(CALL);
      assertThat(halted.refused()).as("%s", halted).isTrue();
      assertThat(halted.text()).contains("runaway agent");
      assertThat(rig.store().account().json().path("state").asText()).isEqualTo("halted");
      rig.app().kill();
      App next = rig.another(combo);
      assertThat(rig.ask(next, CALL).refused()).as("after a restart").isTrue();
      done(rig.store().run("resume", "default"));
      assertThat(rig.ask(next, CALL).status()).isEqualTo(200);
      assertThat(rig.provider().hits()).isEqualTo(2);
      rig.settledExactly();
    }
  }

  @Test
  void aGrantLetsAnEmptyAccountGoOn() {
    try (Rig rig = Rig.start(combo, agent -> agent.limitUsd("0.000001"))) {
      assertThat(rig.ask(CALL).refused()).isTrue();
      done(rig.store().run("grant", "default", "--usd", "5"));
      Answer after = rig.ask(CALL);
      assertThat(after.status()).as("%s", after).isEqualTo(200);
      Account account = rig.settledExactly();
      assertThat(new BigDecimal(account.json().path("limits").path("usd").asText()))
          .isEqualByComparingTo("5.000001");
    }
  }

  private static void done(Outcome outcome) {
    assertThat(outcome.exit()).as("%s", outcome).isZero();
  }
}
