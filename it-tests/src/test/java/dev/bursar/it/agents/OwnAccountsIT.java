package dev.bursar.it.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.App;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code per-run: true}: each entry has an account and limits for itself, and leaves nothing. */
@ParameterizedClass
@ValueSource(strings = {"1.0.0", "1.8.0", "1.19.0"})
class OwnAccountsIT {
  private static final String PROGRAM = "dev.bursar.programs.AgentsProgram$";
  private static final Ask MANY = Ask.chat("gpt-4o").max(40).with("kind", "many");

  @Parameter String version;

  private Combo combo() {
    return new Combo(ClientRow.agents(version), Jdks.current());
  }

  private Rig start(String service, int calls) {
    String rule = "[{name: svc, when: {ai-service: \"%s%s\"}, per-run: true, limits: {calls: %d}}]";
    return Rig.start(
        combo(), agent -> agent.with("accounts", rule.formatted(PROGRAM, service, calls)));
  }

  private static List<String> ofRuns(Rig rig) {
    return rig.store().status().path("accounts").findValuesAsText("name").stream()
        .filter(name -> name.startsWith("svc/"))
        .toList();
  }

  private static long runs(Rig rig) {
    return rig.store().account("svc").json().path("runs").asLong();
  }

  @Test
  void moreRunsThanTheStoreHasAccountsEachWithItsOwnLimit() {
    try (Rig rig = start("Assistant", 2)) {
      Answer done = rig.ask(MANY.with("times", 12_000).with("threads", 4));
      assertThat(done.text()).as("%s", done).isEqualTo("0 failed");
      assertThat(rig.provider().hits()).isEqualTo(12_000);
      assertThat(runs(rig)).isEqualTo(12_000);

      rig.provider().always(Reply.normal().tool("ping"));
      done = rig.ask(MANY.with("times", 100).with("threads", 4));
      assertThat(done.text()).isEqualTo("100 failed");
      assertThat(rig.provider().hits()).isEqualTo(12_200);
      assertThat(ofRuns(rig)).isEmpty();
      assertThat(rig.store().account("svc").spent("calls")).isEqualTo(12_200);
      assertThat(rig.store().account("svc").spent())
          .isEqualByComparingTo(rig.provider().meter().total());
      assertThat(rig.store().run("status").out())
          .anyMatch(line -> line.startsWith("  svc (12100 runs) "));
      rig.settledExactly();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void twoProcessesAtOnceAndTheDeathOfOne() {
    try (Rig rig = start("Assistant", 2)) {
      App other = rig.another(combo());
      rig.provider().always(Reply.normal().tool("ping"));
      String one = rig.start(rig.app(), MANY.with("times", 200).with("threads", 3));
      String two = rig.start(other, MANY.with("times", 200).with("threads", 3));
      assertThat(rig.app().await(one).text()).isEqualTo("200 failed");
      assertThat(other.await(two).text()).isEqualTo("200 failed");
      assertThat(rig.provider().hits()).isEqualTo(800);
      assertThat(runs(rig)).isEqualTo(400);

      CountDownLatch held = new CountDownLatch(1);
      rig.provider().always(Reply.normal().until(held));
      rig.start(other, MANY.with("times", 5).with("threads", 5));
      Awaitility.await().until(() -> rig.provider().inFlight() == 5);
      assertThat(ofRuns(rig)).hasSize(5);
      BigDecimal inFlight = rig.store().account("svc").held();
      BigDecimal before = rig.store().account("svc").spent();
      other.kill();
      long killed = System.nanoTime();
      held.countDown();
      rig.provider().asUsual();
      assertThat(rig.ask(MANY).text()).isEqualTo("0 failed");
      assertThat(ofRuns(rig)).isEmpty();
      assertThat(System.nanoTime() - killed).isLessThan(TimeUnit.SECONDS.toNanos(1));
      Account after = rig.store().account("svc");
      assertThat(after.spent()).isGreaterThan(before.add(inFlight));
      assertThat(after.spent("calls")).isEqualTo(806);
      assertThat(runs(rig)).isEqualTo(406);
      assertThat(rig.settledAtLeast().nothingHeld()).isTrue();
    }
  }

  @Test
  void aTaskThatGoesOnAfterItsRunPaysWithinTheRunsLimit() {
    try (Rig rig = start("Assistant", 4)) {
      rig.provider().next(Reply.normal().tool("later"));
      Answer done = rig.ask(MANY.with("kind", "late").with("times", 5));
      // Two of the run's four calls are left, whoever has come in between.
      assertThat(done.text()).as("%s; %s", done, rig.store().calls()).isEqualTo("3 failed");
      assertThat(rig.provider().hits()).isEqualTo(2 + 1 + 2);
      assertThat(runs(rig)).isEqualTo(2);
      assertThat(
              rig.store().calls().stream()
                  .filter(call -> !call.path("endpoint").asText().equals("tool"))
                  .map(call -> call.path("account").asText()))
          .containsExactly("svc/1", "svc/1", "svc/2", "svc/1", "svc/1", "svc/1", "svc/1", "svc/1");
      assertThat(ofRuns(rig)).isEmpty();
      rig.settledExactly();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aStreamIsWithinItsRunsLimitToItsEnd() {
    try (Rig rig = start("Speaker", 2)) {
      rig.provider().always(Reply.normal().tool("ping"));
      for (int run = 1; run <= 3; run++) {
        assertThat(rig.ask(MANY.with("kind", "stream")).failed()).isTrue();
        assertThat(rig.provider().hits()).isEqualTo(2L * run);
      }
      assertThat(runs(rig)).isEqualTo(3);
      assertThat(ofRuns(rig)).isEmpty();
      rig.settledExactly();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void callsAreRecordedByMethodAndHiddenMemory() {
    try (Rig rig = start("Keeper", 2)) {
      for (String id : List.of("tenant-7-secret", "tenant-8-secret", "tenant-7-secret")) {
        Answer done = rig.ask(MANY.with("kind", "memory").with("memory", id));
        assertThat(done.status()).as("%s", done).isEqualTo(200);
      }
      rig.ask(MANY);
      List<String> agents =
          rig.store().calls().stream().map((JsonNode call) -> call.path("agent").asText()).toList();
      assertThat(agents.get(0)).matches("\\Q" + PROGRAM + "Keeper#answer@\\E[0-9a-f]{16}");
      assertThat(agents.get(1)).isNotEqualTo(agents.get(0));
      assertThat(agents.get(2)).isEqualTo(agents.get(0));
      assertThat(agents.get(3)).isEqualTo(PROGRAM + "Assistant#answer");
      assertThat(rig.store().filesWith("tenant-")).isEmpty();
      rig.quietWithFaults(0);
    }
  }
}
