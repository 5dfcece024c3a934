package dev.bursar.it.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Matrix;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents have accounts below those of the agents that call them. */
@ParameterizedClass
@MethodSource("javas")
class AgentsIT {
  private static final int MEMBERS = 5;
  private static final int ROUNDS = 30;
  private static final String ASSISTANT = "dev.bursar.programs.AgentsProgram$Assistant";
  private static final Ask TEAM =
      Ask.chat("gpt-4o").max(40).with("kind", "team").with("members", MEMBERS);

  @Parameter Jdk java;

  /** Members in parallel work on threads of a pool, or from 21 on each on a virtual one. */
  static Stream<Jdk> javas() {
    return Stream.concat(Stream.of(Jdks.current()), Matrix.jdks())
        .filter(jdk -> jdk.version() >= 17)
        .distinct();
  }

  private Rig start(UnaryOperator<Agent> settings) {
    return Rig.start(new Combo(ClientRow.agents("1.16.1-beta26"), java), settings);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachSubAgentHasAnAccountBelowItsTeams(boolean async) {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, TEAM.with("async", async));
      rig.settledExactly();

      Account team = rig.store().account("default/team");
      BigDecimal sum = BigDecimal.ZERO;
      for (int i = 0; i < MEMBERS; i++) {
        Account member = rig.store().account("default/team/member-" + i);
        assertThat(member.spent("calls")).isEqualTo(1);
        sum = sum.add(member.spent());
      }
      assertThat(team.spent()).isEqualByComparingTo(sum);
      assertThat(sum).isEqualByComparingTo(rig.provider().meter().total());
      isAllOfTheTree(rig, MEMBERS);
      assertThat(rig.store().run("status").out())
          .anyMatch(line -> line.startsWith("default "))
          .anyMatch(line -> line.startsWith("  team "))
          .anyMatch(line -> line.startsWith("    member-4 "));
      rig.quietWithFaults(0);
    }
  }

  /** A member is a run once, not once more as the AI service that it is as well. */
  private static void isAllOfTheTree(Rig rig, int members) {
    List<String> all = new ArrayList<>(List.of("default", "default/team"));
    for (int i = 0; i < members; i++) {
      all.add("default/team/member-" + i);
    }
    assertThat(rig.store().status().path("accounts").findValuesAsText("name"))
        .containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void aTeamInParallelNeverSpendsMoreThanItsCapAndNearlyAllOfIt() {
    BigDecimal cap = new BigDecimal("0.05");
    String accounts = "[{name: team, when: {agent: team}, limits: {usd: " + cap + "}}]";
    try (Rig rig = start(agent -> agent.with("accounts", accounts).with("min-output", 1))) {
      int refused = 0;
      for (int round = 0; round < ROUNDS; round++) {
        refused += rig.ask(TEAM).status() == 200 ? 0 : 1;
      }
      rig.settledExactly();

      assertThat(refused).as("rounds with a refusal").isBetween(1, ROUNDS - 1);
      assertThat(rig.provider().meter().total())
          .isBetween(cap.multiply(new BigDecimal("0.9")), cap);
      BigDecimal sum = BigDecimal.ZERO;
      for (int i = 0; i < MEMBERS; i++) {
        sum = sum.add(rig.store().account("team/member-" + i).spent());
      }
      assertThat(rig.store().account("team").spent()).isEqualByComparingTo(sum);
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"sequence, 5, 1", "loop, 2, 3", "conditional, 2, 1"})
  void everyPatternsMembersHaveAccountsBelowItsOwn(String kind, int members, int rounds) {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, TEAM.with("kind", kind).with("members", members).with("rounds", rounds));
      rig.settledExactly();

      int called = kind.equals("conditional") ? 1 : members;
      BigDecimal sum = BigDecimal.ZERO;
      for (int i = 0; i < called; i++) {
        Account member = rig.store().account("default/team/member-" + i);
        assertThat(member.spent("calls")).isEqualTo(rounds);
        sum = sum.add(member.spent());
      }
      assertThat(rig.store().account("default/team").spent()).isEqualByComparingTo(sum);
      assertThat(sum).isEqualByComparingTo(rig.provider().meter().total());
      isAllOfTheTree(rig, called);
      rig.quietWithFaults(0);
    }
  }

  /** The tree of {@code status} is the README's second example. */
  @Test
  void aSupervisorPaysForItsPlanningAndForTheMembersThatItChooses() {
    List<String> names = List.of("planner", "researcher", "writer", "critic", "translator");
    String accounts =
        "[{name: boss, when: {agent: boss}, limits: {usd: 0.50, tool-calls: 20, depth: 2}},"
            + " {name: researcher, when: {agent: researcher}, limits: {usd: 0.10}}]";
    try (Rig rig = start(agent -> agent.with("limits.usd", "5.00").with("accounts", accounts))) {
      for (String name : names) {
        rig.provider().next(plan(name));
        if (name.equals("researcher")) {
          rig.provider().next(Reply.normal().tool("ping", "ping"), Reply.normal().tool("ask"));
          rig.provider().next(Reply.normal());
        }
        rig.provider().next(Reply.normal());
      }
      rig.provider().next(plan("done"));
      isAnswered(
          rig,
          TEAM.with("kind", "supervisor")
              .with("names", String.join(" ", names))
              .with("tools", true));
      rig.settledExactly();

      BigDecimal members = BigDecimal.ZERO;
      for (String name : names) {
        Account member = rig.store().account("boss/" + name);
        assertThat(member.spent("calls")).isEqualTo(name.equals("researcher") ? 4 : 1);
        members = members.add(member.spent());
      }
      Account boss = rig.store().account("boss");
      assertThat(boss.spent("calls")).isEqualTo(2 * MEMBERS + 4);
      assertThat(boss.spent("tool_calls")).isEqualTo(3);
      assertThat(boss.spent().subtract(members)).isEqualByComparingTo(spentItself(rig, "boss"));
      assertThat(boss.spent()).isEqualByComparingTo(rig.provider().meter().total());
      Account asked = rig.store().account("boss/researcher/" + ASSISTANT);
      assertThat(asked.spent()).isPositive();
      List<String> tree = rig.store().run("status").out();
      assertThat(tree)
          .anyMatch(line -> line.startsWith("  boss "))
          .anyMatch(line -> line.startsWith("    translator "))
          .anyMatch(line -> line.startsWith("      " + ASSISTANT));
      rig.quietWithFaults(0);
    }
  }

  /** Five at once, each of which plans by itself and calls members, all on one account. */
  @Test
  void supervisorsNeverSpendMoreThanTheirCapAndNearlyAllOfIt() {
    BigDecimal cap = new BigDecimal("0.15");
    String accounts = "[{name: boss, when: {agent: boss}, limits: {usd: " + cap + "}}]";
    try (Rig rig = start(agent -> agent.with("accounts", accounts).with("min-output", 1))) {
      // Members get it as their answer: what they say matters to nobody.
      rig.provider()
          .always(number -> plan("member-" + number % MEMBERS).output(5 + (int) (number % 30)));
      Ask decide = TEAM.with("kind", "supervisor");
      int refused = 0;
      for (int round = 0; round < ROUNDS; round += MEMBERS) {
        List<String> asked =
            Stream.generate(() -> rig.start(rig.app(), decide)).limit(MEMBERS).toList();
        for (String each : asked) {
          Answer answer = rig.app().await(each);
          assertThat(answer.refused() || answer.status() == 200).as("%s", answer).isTrue();
          refused += answer.refused() ? 1 : 0;
        }
      }
      rig.settledExactly();

      assertThat(refused).as("rounds with a refusal").isBetween(1, ROUNDS - 1);
      assertThat(rig.provider().meter().total())
          .isBetween(cap.multiply(new BigDecimal("0.9")), cap);
      BigDecimal members = BigDecimal.ZERO;
      for (int i = 0; i < MEMBERS; i++) {
        members = members.add(rig.store().account("boss/member-" + i).spent());
      }
      Account boss = rig.store().account("boss");
      assertThat(members).isPositive();
      assertThat(boss.spent().subtract(members)).isEqualByComparingTo(spentItself(rig, "boss"));
      assertThat(boss.spent("calls")).isEqualTo(rig.provider().hits());
      rig.quietWithFaults(0);
    }
  }

  private static Reply plan(String agent) {
    return Reply.normal()
        .says(
            "{\"agentName\": \""
                + agent
                + "\", \"arguments\": {\"topic\": \"tides\", \"response\": \"done\"}}")
        .output(25);
  }

  /** What an account's own calls cost, without those of its children. */
  private static BigDecimal spentItself(Rig rig, String account) {
    return rig.store().calls().stream()
        .filter(call -> call.path("account").asText().equals(account))
        .map(call -> new BigDecimal(call.path("actual").path("usd").asText()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void aHaltFromOutsideStopsMembersThatAreInFlightAtTheirNextCall() {
    CountDownLatch halted = new CountDownLatch(1);
    try (Rig rig = start(agent -> agent)) {
      rig.provider().always(Reply.normal().tool("ping").until(halted));
      String asked = rig.start(rig.app(), TEAM.with("tools", true));
      await().until(() -> rig.provider().hits() == MEMBERS);
      Outcome outcome = rig.store().run("halt", "default/team", "--reason", "too dear");
      assertThat(outcome.exit()).as("%s", outcome).isZero();
      halted.countDown();
      Answer answer = rig.app().await(asked);

      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(rig.provider().hits()).isEqualTo(MEMBERS);
      rig.settledExactly();
      assertThat(rig.ask(TEAM).refused()).isTrue();
      assertThat(rig.provider().hits()).isEqualTo(MEMBERS);

      assertThat(rig.store().run("resume", "default/team").exit()).isZero();
      rig.provider().asUsual();
      isAnswered(rig, TEAM);
      rig.settledExactly();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void membersCapsAndTheTeamsHoldTogetherAndCountNothingTwice() {
    String accounts =
        "[{name: outer, when: {agent: level-1}, limits: {calls: 5}},"
            + "{name: inner, when: {agent: level-2}, limits: {calls: 3}}]";
    Ask nested = TEAM.with("kind", "nested").with("members", 1);
    try (Rig rig = start(agent -> agent.with("accounts", accounts))) {
      for (int i = 0; i < 3; i++) {
        isAnswered(rig, nested.with("levels", 2));
      }
      assertThat(rig.ask(nested.with("levels", 2)).refused()).isTrue();
      for (int i = 0; i < 2; i++) {
        isAnswered(rig, nested.with("levels", 1)); // Exactly what the outer one has left.
      }
      assertThat(rig.ask(nested.with("levels", 1)).refused()).isTrue();

      assertThat(rig.provider().hits()).isEqualTo(5);
      assertThat(rig.store().account("outer").spent("calls")).isEqualTo(5);
      assertThat(rig.store().account("outer/inner").spent("calls")).isEqualTo(3);
      assertThat(rig.settledExactly().spent("calls")).isEqualTo(5);
      rig.quietWithFaults(0);
    }
  }

  private static void isAnswered(Rig rig, Ask order) {
    Answer answer = rig.ask(order);
    assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
  }
}
