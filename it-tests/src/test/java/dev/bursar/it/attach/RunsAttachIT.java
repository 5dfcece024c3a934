package dev.bursar.it.attach;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.bursar.it.provider.Charge;
import dev.bursar.it.provider.Reply;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attaching in the middle of a run, which has no account then: what it calls from there on is held
 * and paid by the JVM's, what it enters has an account below that, and the next run has its own.
 */
class RunsAttachIT {
  private static final String AGENTIC = "1.16.1-beta26";
  private static final Ask CALL = Ask.chat("gpt-4o").max(40);
  private static final Ask TEAM = CALL.with("members", 3);

  private static Rig bare(String version) {
    return Rig.bare(new Combo(ClientRow.agents(version), Jdks.current()));
  }

  private static String below(String version, String service) {
    String program = version.startsWith("0.") ? "OldAgentsProgram$" : "AgentsProgram$";
    return "default/dev.bursar.programs." + program + service;
  }

  /** Attaches as so many calls of a run are in flight, and lets the run go on to its end. */
  private static Answer attachWithin(
      Rig rig, Ask run, int inFlight, CountDownLatch attached, UnaryOperator<Agent> settings) {
    String asked = rig.start(rig.app(), run);
    Awaitility.await().until(() -> rig.provider().hits() == inFlight);
    Outcome outcome = rig.attach(Jdks.current(), settings.apply(Agent.on(rig.store())).arguments());
    assertThat(outcome.exit()).as("%s", outcome).isZero();
    attached.countDown();
    return rig.app().await(asked);
  }

  private static Answer attachWithin(Rig rig, Ask run, int inFlight, CountDownLatch attached) {
    Answer answer = attachWithin(rig, run, inFlight, attached, agent -> agent);
    assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
    return answer;
  }

  /** All but these first calls were held, and are paid to the nano-dollar. */
  private static void allArePaidBut(Rig rig, int first) {
    List<Charge> charges = rig.provider().meter().charges();
    arePaid(rig, charges.subList(first, charges.size()));
  }

  private static void arePaid(Rig rig, List<Charge> charges) {
    Awaitility.await().until(() -> rig.store().account().nothingHeld());
    BigDecimal bill = charges.stream().map(Charge::usd).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(rig.store().account().spent()).isEqualByComparingTo(bill);
    assertThat(rig.store().account().spent("calls")).isEqualTo(charges.size());
    rig.faultless();
  }

  /** The calls that each account has paid, with those of the accounts below it. */
  private static Map<String, Long> calls(Rig rig) {
    Map<String, Long> calls = new TreeMap<>();
    for (String name : rig.store().status().path("accounts").findValuesAsText("name")) {
      calls.put(name, rig.store().account(name).spent("calls"));
    }
    return calls;
  }

  private static void isAnswered(Rig rig, Ask order) {
    Answer answer = rig.ask(order);
    assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.25.0", "1.0.0", "1.19.0"})
  void aServiceGoesOnAtTheJvmsExpense(String version) {
    CountDownLatch attached = new CountDownLatch(1);
    String assistant = below(version, "Assistant");
    Ask service = CALL.with("kind", "service");
    try (Rig rig = bare(version)) {
      rig.provider().next(Reply.normal().tool("ping").until(attached), Reply.normal().tool("ask"));
      attachWithin(rig, service, 1, attached);

      allArePaidBut(rig, 1);
      assertThat(calls(rig)).isEqualTo(Map.of("default", 3L, assistant, 1L)); // That of the tool.
      assertThat(rig.store().account().spent("tool_calls")).isEqualTo(2);
      isAnswered(rig, service);
      allArePaidBut(rig, 1);
      assertThat(calls(rig)).isEqualTo(Map.of("default", 4L, assistant, 2L));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.25.0", "1.0.0", "1.19.0"})
  void soDoesAStream(String version) {
    CountDownLatch attached = new CountDownLatch(1);
    String assistant = below(version, "Assistant");
    Ask stream = CALL.with("kind", "stream");
    try (Rig rig = bare(version)) {
      rig.provider().next(Reply.normal().tool("ping").until(attached), Reply.normal().tool("ask"));
      attachWithin(rig, stream, 1, attached);

      allArePaidBut(rig, 1);
      assertThat(calls(rig)).isEqualTo(Map.of("default", 3L, assistant, 1L));
      assertThat(rig.store().account().spent("tool_calls")).isEqualTo(2);
      isAnswered(rig, stream);
      allArePaidBut(rig, 1);
      assertThat(calls(rig))
          .isEqualTo(Map.of("default", 4L, assistant, 1L, below(version, "Speaker"), 1L));
    }
  }

  @ParameterizedTest
  @CsvSource({"service, Assistant", "stream, Speaker"})
  void itsOwnLimitsHoldFromTheNextRunOnAndTheJvmsAtOnce(String kind, String service) {
    CountDownLatch attached = new CountDownLatch(1);
    String type = below("1.19.0", service).substring("default/".length());
    String rule = "[{name: loop, when: {ai-service: \"" + type + "\"}, limits: {calls: 3}}]";
    Ask loop = CALL.with("kind", kind);
    try (Rig rig = bare("1.19.0")) {
      rig.provider().always(Reply.normal().tool("ping").until(attached));
      Answer answer =
          attachWithin(
              rig,
              loop,
              1,
              attached,
              agent -> agent.with("limits.calls", 5).with("accounts", rule));

      assertThat(answer.refused()).as("%s", answer).isTrue();
      allArePaidBut(rig, 1);
      assertThat(calls(rig)).isEqualTo(Map.of("default", 5L));
      Outcome more = rig.attach(Jdks.current(), "limits.calls=100");
      assertThat(more.exit()).as("%s", more).isZero();
      assertThat(rig.ask(loop).refused()).isTrue();
      allArePaidBut(rig, 1);
      assertThat(calls(rig)).isEqualTo(Map.of("default", 8L, "loop", 3L));
    }
  }

  @Test
  void aSequencesNextMembersHaveAccountsBelowTheJvms() {
    CountDownLatch attached = new CountDownLatch(1);
    Ask sequence = TEAM.with("kind", "sequence").with("tools", true);
    try (Rig rig = bare(AGENTIC)) {
      rig.provider().next(Reply.normal().tool("ping").until(attached));
      attachWithin(rig, sequence, 1, attached);

      allArePaidBut(rig, 1);
      Map<String, Long> calls = calls(rig);
      assertThat(calls)
          .isEqualTo(Map.of("default", 3L, "default/member-1", 1L, "default/member-2", 1L));
      nextTeamHasItsAccounts(rig, sequence, calls);
    }
  }

  @Test
  void membersInParallelGoOnAtTheJvmsExpense() {
    CountDownLatch attached = new CountDownLatch(1);
    Ask team = TEAM.with("kind", "team").with("tools", true);
    try (Rig rig = bare(AGENTIC)) {
      Reply tool = Reply.normal().tool("ping").until(attached);
      rig.provider().next(tool, tool, tool);
      attachWithin(rig, team, 3, attached);

      List<Charge> charges = rig.provider().meter().charges();
      long firstInput = charges.stream().mapToLong(Charge::input).min().orElseThrow();
      arePaid(rig, charges.stream().filter(charge -> charge.input() > firstInput).toList());
      Map<String, Long> calls = calls(rig);
      assertThat(calls).isEqualTo(Map.of("default", 3L));
      isAnswered(rig, team);
      calls.merge("default", 3L, Long::sum);
      assertThat(calls(rig)).isEqualTo(withTeam(calls));
      rig.faultless();
    }
  }

  private static void nextTeamHasItsAccounts(Rig rig, Ask team, Map<String, Long> before) {
    isAnswered(rig, team);
    allArePaidBut(rig, 1);
    before.merge("default", 3L, Long::sum);
    assertThat(calls(rig)).isEqualTo(withTeam(before));
  }

  private static Map<String, Long> withTeam(Map<String, Long> calls) {
    calls.put("default/team", 3L);
    for (int i = 0; i < 3; i++) {
      calls.put("default/team/member-" + i, 1L);
    }
    return calls;
  }

  @Test
  void aSupervisorGoesOnPlanningAtTheJvmsExpense() {
    CountDownLatch attached = new CountDownLatch(1);
    Ask boss = TEAM.with("kind", "supervisor");
    try (Rig rig = bare(AGENTIC)) {
      rig.provider().next(plan("member-0").until(attached), Reply.normal(), plan("done"));
      attachWithin(rig, boss, 1, attached);

      allArePaidBut(rig, 1);
      assertThat(calls(rig)).isEqualTo(Map.of("default", 2L, "default/member-0", 1L));
      rig.provider().next(plan("member-0"), Reply.normal(), plan("done"));
      isAnswered(rig, boss);
      allArePaidBut(rig, 1);
      assertThat(calls(rig))
          .isEqualTo(
              Map.of(
                  "default", 5L,
                  "default/member-0", 1L,
                  "default/boss", 3L,
                  "default/boss/member-0", 1L));
    }
  }

  static Stream<Arguments> pools() {
    return Matrix.jdks()
        .flatMap(
            jdk ->
                Stream.of("execute", "async-in-pool", "then-async")
                    .map(detour -> Arguments.of(jdk, detour)));
  }

  @ParameterizedTest
  @MethodSource("pools")
  void aPoolsThreadThatWasIdleMeanwhileWorksForTheNextRun(Jdk jdk, String detour) {
    String rule = "[{name: bot, when: {method: \"dev.bursar.programs.Bot#answer\"}}]";
    try (Rig rig = Rig.bare(new Combo(ClientRow.newest(ClientRow.Kind.OKHTTP), jdk))) {
      isAnswered(rig, CALL.with("detour", detour));
      Outcome attached = rig.attach(jdk, Agent.on(rig.store()).with("accounts", rule).arguments());
      assertThat(attached.exit()).as("%s", attached).isZero();

      isAnswered(rig, CALL.with("via", detour));
      isAnswered(rig, CALL.with("detour", detour));
      isAnswered(rig, CALL.with("via", detour));
      allArePaidBut(rig, 1);
      assertThat(calls(rig)).isEqualTo(Map.of("default", 3L, "bot", 2L));
    }
  }

  private static Reply plan(String agent) {
    String arguments = "{\"topic\": \"tides\", \"response\": \"done\"}";
    return Reply.normal()
        .says("{\"agentName\": \"" + agent + "\", \"arguments\": " + arguments + "}")
        .output(25);
  }
}
