package dev.bursar.it.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.Build;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.harness.Store;
import dev.bursar.it.provider.Reply;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A second start of the agent in a JVM changes the configuration that is in force. */
class ReconfigureIT {
  private static final Combo COMBO =
      new Combo(ClientRow.newest(ClientRow.Kind.OKHTTP), Jdks.current());

  private static final Ask CALL = Ask.chat("gpt-4o").max(20);

  @Test
  void aSecondAttachChangesWhatItNamesAndKeepsTheRest() {
    try (Rig rig = Rig.bare(COMBO)) {
      String first = Agent.on(rig.store()).with("limits.calls", 1).arguments();
      done(rig.attach(Jdks.current(), first), "attached to JVM ");
      passes(rig);
      refuses(rig);

      // Reports are written once a second, and the client's class was loaded by the call before.
      Awaitility.await()
          .until(
              () ->
                  hooks(rig)
                      .toString()
                      .contains("\"live\",\"detail\":\"okhttp3.internal.connection.RealCall\""));
      JsonNode hooks = hooks(rig);
      done(change(rig, "limits.calls=2"), "changed the configuration of JVM ");
      passes(rig);
      refuses(rig);
      done(change(rig, "limits.calls=2"), "changed the configuration of JVM ");
      refuses(rig);
      assertThat(hooks(rig)).isEqualTo(hooks);
      assertThat(jvm(rig).path("in_force").asText())
          .isEqualTo("enforce; account default: calls 2; store " + rig.store().directory());
      assertThat(rig.app().stderr()).filteredOn(line -> line.startsWith("bursar ")).hasSize(3);
      rig.settledExactly();
      rig.faultless();
    }
  }

  @Test
  void modesComeAndGo() {
    try (Rig rig = Rig.start(COMBO, agent -> agent.with("limits.calls", 1))) {
      passes(rig);
      refuses(rig);
      change(rig, "mode=observe");
      passes(rig);
      assertThat(rig.store().status().path("mode").asText()).isEqualTo("observe");
      change(rig, "mode=off");
      final int calls = rig.store().calls().size();
      passes(rig);
      assertThat(rig.store().calls()).hasSize(calls);
      change(rig, "mode=enforce,on-refusal=exception");
      Answer refused = rig.ask(CALL);
      assertThat(refused.error()).isEqualTo("dev.bursar.gate.BudgetExceededIOException");
      rig.faultless();
    }
  }

  @Test
  void aWrongConfigurationChangesNothing() {
    try (Rig rig = Rig.start(COMBO, agent -> agent.with("limits.calls", 1))) {
      passes(rig);
      Outcome wrong = change(rig, "limits.calls=5,wait=soon");
      assertThat(wrong.exit()).as("%s", wrong).isEqualTo(2);
      assertThat(wrong.out()).isEmpty();
      assertThat(wrong.err())
          .singleElement()
          .asString()
          .startsWith("bursar: wait = \"soon\" (agent argument): takes ")
          .endsWith("; JVM " + rig.app().pid() + " is as it was");
      refuses(rig);

      String elsewhere = "store=/proc/none,limits.calls=5";
      Outcome unusable = change(rig, elsewhere);
      assertThat(unusable.exit()).as("%s", unusable).isEqualTo(1);
      assertThat(unusable.err()).singleElement().asString().contains("/proc/none");
      refuses(rig);
      assertThat(jvm(rig).path("in_force").asText()).contains(": calls 1; store ");

      change(rig, "limits.calls=2");
      passes(rig);
      rig.settledExactly();
      rig.faultless();
    }
  }

  /** An account cannot move in the tree: no limit of the same change is set either. */
  @Test
  void aTreeThatDoesNotFitTheStoreChangesNothing() {
    String accounts = "accounts=[{name: a, when: {model: none}}]";
    try (Rig rig = Rig.start(COMBO, agent -> agent.with("limits.calls", 1))) {
      passes(rig);
      done(change(rig, accounts), "changed ");
      Outcome wrong = change(rig, "account=a,accounts=[],limits.calls=7");
      assertThat(wrong.exit()).as("%s", wrong).isNotZero();
      assertThat(wrong.err()).singleElement().asString().contains("account a is ");
      refuses(rig);
      assertThat(rig.store().account("a").json().path("limits").path("calls").isMissingNode())
          .isTrue();
      rig.faultless();
    }
  }

  @Test
  void callsInFlightEndByTheBooksThatTheyBeganWith() {
    CountDownLatch answer = new CountDownLatch(1);
    try (Rig rig = Rig.start(COMBO, agent -> agent.limitUsd("1"));
        Store other = Store.fresh()) {
      passes(rig);
      rig.provider().next(Reply.normal().until(answer));
      String late = rig.start(rig.app(), CALL);
      Awaitility.await().until(() -> rig.provider().inFlight() == 1);

      done(change(rig, "store=" + other.directory() + ",limits.calls=1"), "changed ");
      answer.countDown();
      assertThat(rig.app().await(late).status()).isEqualTo(200);
      rig.settledExactly();
      final BigDecimal before = rig.provider().meter().total();

      passes(rig);
      refuses(rig);
      Awaitility.await().until(() -> other.account().nothingHeld());
      assertThat(other.account().spent())
          .isEqualByComparingTo(rig.provider().meter().total().subtract(before));
      assertThat(rig.store().doctor().path("jvms")).as("it reports to the other").isEmpty();
      assertThat(other.doctor().path("jvms").path(0).path("alive").asBoolean()).isTrue();

      done(change(rig, "store=" + rig.store().directory() + ",limits.calls=none"), "changed ");
      passes(rig);
      assertThat(rig.store().calls()).hasSize(3);
      rig.faultless();
    } finally {
      answer.countDown();
    }
  }

  @Test
  void theFlagMayStandTwice() {
    String second = "-javaagent:" + Build.agentJar() + "=limits.calls=1";
    try (Rig rig = Rig.start(COMBO, agent -> agent.limitUsd("5"), second)) {
      passes(rig);
      refuses(rig);
      assertThat(jvm(rig).path("in_force").asText())
          .startsWith("enforce; account default: usd 5.00, calls 1; store ");
      assertThat(rig.app().stderr()).filteredOn(line -> line.startsWith("bursar ")).hasSize(2);
      rig.settledExactly();
      rig.faultless();
    }
  }

  @Test
  void whatIsOffAtFirstCanBeTurnedOn() {
    try (Rig rig = Rig.start(COMBO, agent -> agent.with("limits.calls", 1).with("mode", "off"))) {
      passes(rig);
      passes(rig);
      assertThat(rig.store().directory()).doesNotExist();
      done(change(rig, "mode=enforce"), "changed ");
      passes(rig);
      refuses(rig);
      rig.faultless();
    }
  }

  private static Outcome change(Rig rig, String arguments) {
    return rig.attach(Jdks.current(), arguments);
  }

  private static void done(Outcome outcome, String words) {
    assertThat(outcome.exit()).as("%s", outcome).isZero();
    assertThat(outcome.text()).startsWith(words);
    assertThat(outcome.err()).isEmpty();
  }

  private static void passes(Rig rig) {
    Answer answer = rig.ask(CALL);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private static void refuses(Rig rig) {
    long hits = rig.provider().hits();
    Answer answer = rig.ask(CALL);
    assertThat(answer.refused()).as("%s", answer).isTrue();
    assertThat(rig.provider().hits()).isEqualTo(hits);
  }

  private static JsonNode jvm(Rig rig) {
    List<JsonNode> jvms = List.of(rig.store().doctor().path("jvms").path(0));
    return jvms.get(0);
  }

  private static JsonNode hooks(Rig rig) {
    return jvm(rig).path("hooks");
  }
}
