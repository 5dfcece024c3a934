package dev.bursar.it.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Matrix;
import dev.bursar.it.harness.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A method of the app has an account, and what it calls is paid by that, on whatever thread. */
@ParameterizedClass
@MethodSource("javas")
class RunsIT {
  private static final String BOT = "dev.bursar.programs.Bot#answer";
  private static final String HELPER = "dev.bursar.programs.Bot$Helper#help";
  private static final Ask CALL = Ask.chat("gpt-4o").max(20);

  @Parameter Jdk java;

  private Rig rig;

  static Stream<Jdk> javas() {
    return Matrix.jdks();
  }

  @BeforeEach
  void start() {
    Combo combo = new Combo(ClientRow.newest(ClientRow.Kind.OKHTTP), java);
    rig = Rig.start(combo, RunsIT::withAccounts);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static Agent withAccounts(Agent agent) {
    return agent.with(
        "accounts",
        "[{name: bot, when: {method: \""
            + BOT
            + "\"}, limits: {calls: 1000}}, {name: helper, when: {method: \""
            + HELPER
            + "\"}}]");
  }

  private List<String> detours() {
    List<String> detours =
        new ArrayList<>(
            List.of(
                "none",
                "execute",
                "submit",
                "schedule",
                "periodic",
                "forkjoin",
                "fork",
                "common-pool",
                "async-in-pool",
                "then",
                "then-async",
                "parallel-stream",
                "thread"));
    if (java.version() >= 21) {
      detours.addAll(List.of("virtual-thread", "virtual-threads"));
    }
    return detours;
  }

  @Test
  void theRunFollowsTheWorkOnEveryDetourAndNoThreadKeepsIt() {
    long paid = 0;
    long all = 0;
    for (String detour : detours()) {
      isAnswered(CALL.with("detour", detour), "outside, " + detour);
      isAnswered(CALL.with("via", detour), detour);
      isAnswered(CALL.async().with("via", detour), detour + ", asynchronous");
      isAnswered(CALL.async().with("detour", detour), "outside, " + detour + ", asynchronous");
      all += 4;
      paid += 2;
      assertThat(calls("bot")).as(detour).isEqualTo(paid);
    }
    assertThat(calls("default")).isEqualTo(all);
    rig.quietWithFaults(0);
  }

  @Test
  void aRunInARunIsPaidByBoth() {
    isAnswered(CALL.with("via", "helper"), "helper");
    isAnswered(CALL.with("via", "none"), "none");

    assertThat(calls("bot/helper")).isEqualTo(1);
    assertThat(calls("bot")).isEqualTo(2);
    assertThat(calls("default")).isEqualTo(2);
    assertThat(rig.store().account("bot").spent())
        .isEqualByComparingTo(rig.provider().meter().total());
    rig.quietWithFaults(0);
  }

  private void isAnswered(Ask order, String what) {
    Answer answer = rig.ask(order);
    assertThat(answer.status()).as("%s: %s", what, answer).isEqualTo(200);
  }

  private long calls(String account) {
    return rig.store().account(account).spent("calls");
  }
}
