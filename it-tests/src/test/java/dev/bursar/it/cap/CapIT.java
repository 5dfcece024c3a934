package dev.bursar.it.cap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One process on one account. The provider's meter judges. */
class CapIT {
  static Stream<Workload> workloads() {
    return Workload.all();
  }

  static Stream<Workload> everywhere() {
    return Workload.everywhere();
  }

  static Stream<Arguments> fanOuts() {
    return Workload.all().flatMap(w -> Stream.of(Arguments.of(w, 0), Arguments.of(w, 400)));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void aSerialRunSpendsAtLeast95PercentAndNeverMoreThanTheCap(Workload workload) {
    try (Rig rig =
        Rig.start(workload.combo(), agent -> agent.limitUsd(CapCases.CAP.toPlainString()))) {
      Answer done = rig.ask(workload.call().repeated(1, 3));
      assertThat(done.number("refusals")).as("%s", done).isEqualTo(3);
      assertThat(done.number("failures")).as("%s", done).isZero();
      CapCases.spent(rig, "0.95");
    }
  }

  @ParameterizedTest(name = "{0}, output limit {1}")
  @MethodSource("fanOuts")
  void aFanOutOf64SpendsOver90PercentAndNeverMoreThanTheCap(Workload workload, int limit) {
    try (Rig rig =
        Rig.start(workload.combo(), agent -> agent.limitUsd(CapCases.CAP.toPlainString()))) {
      rig.provider().always(Reply.normal().delay(Duration.ofMillis(15)));
      Ask call = limit > 0 ? workload.call().max(limit) : workload.call();
      Answer done = rig.ask(call.repeated(64, 2));
      assertThat(done.number("refusals")).as("%s", done).isGreaterThanOrEqualTo(128);
      assertThat(done.number("failures")).as("%s", done).isZero();
      CapCases.spent(rig, "0.90");
    }
  }

  /**
   * An agent in a loop whose prompt grows by 60 tokens with each step, as in the published
   * experiments: eight calls fit under the cap of 540 micro-dollars, and the ninth does not.
   */
  @ParameterizedTest
  @MethodSource("workloads")
  void aGrowingLoopGetsExactlyTheCallsThatFit(Workload workload) {
    try (Rig rig = Rig.start(workload.combo(), agent -> agent.limitUsd("0.000540"))) {
      rig.provider().always(Reply.normal().output(40));
      int allowed = 0;
      Answer answer = rig.ask(step(workload, allowed));
      while (!answer.failed()) {
        allowed++;
        answer = rig.ask(step(workload, allowed));
      }
      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(allowed).as("calls that fit").isEqualTo(8);
      assertThat(rig.provider().meter().total()).isEqualByComparingTo("0.000516");
      rig.settledExactly();
    }
  }

  private static Ask step(Workload workload, int number) {
    Ask ask = CapCases.step(number);
    return workload.streamed() ? ask.streamed() : ask;
  }

  /**
   * Three children of one agent start at once, each at a true cost of 22.95 micro-dollars. All that
   * fit are admitted, also where what they reserve at first does not fit side by side.
   */
  @ParameterizedTest(name = "{0}, cap {1}: {2} of 3")
  @MethodSource("delegations")
  void aDelegationToThreeChildrenAdmitsAllThatFit(Workload workload, String cap, int fit) {
    try (Rig rig = Rig.start(workload.combo(), agent -> agent.limitUsd(cap))) {
      rig.provider().always(Reply.normal().output(30).delay(Duration.ofMillis(150)));
      Ask child = Ask.chat("gpt-4o-mini").max(30).with("prompt", "the" + " the".repeat(25));
      Answer done = rig.ask(child.repeated(3, 1).with("calls", 1));
      assertThat(done.number("calls") - done.number("refusals")).as("%s", done).isEqualTo(fit);
      assertThat(rig.provider().meter().charges()).hasSize(fit);
      assertThat(rig.provider().meter().last().usd()).isEqualByComparingTo("0.00002295");
      rig.settledExactly();
    }
  }

  static Stream<Arguments> delegations() {
    Workload workload =
        new Workload(new Combo(ClientRow.newest(ClientRow.Kind.OKHTTP), Jdks.current()), false);
    return Stream.of(
        Arguments.of(workload, "0.000050", 2),
        Arguments.of(workload, "0.000060", 2),
        Arguments.of(workload, "0.000069", 3),
        Arguments.of(workload, "0.000100", 3));
  }

  /** Every attempt of a client that retries can be billed, and has a hold of its own. */
  @ParameterizedTest
  @MethodSource("retrying")
  void aRetryStormNeverCostsMoreThanTheCap(Workload workload) {
    List<Reply> storm = CapCases.storm();
    try (Rig rig =
        Rig.start(workload.combo(), agent -> agent.limitUsd(CapCases.CAP.toPlainString()))) {
      rig.provider().always(number -> storm.get((int) (number % storm.size())));
      rig.ask(workload.call().max(300).repeated(16, 2));
      assertThat(rig.provider().meter().total()).as("billed").isLessThanOrEqualTo(CapCases.CAP);
      assertThat(rig.provider().hits()).isGreaterThan(10);
      assertThat(rig.settledAtLeast().spent()).isLessThanOrEqualTo(CapCases.CAP);
      rig.quietWithFaults(0);
    }
  }

  static Stream<Workload> retrying() {
    return Workload.all().filter(w -> w.combo().client().kind() == ClientRow.Kind.OPENAI);
  }

  /** The one thing that no hold can cover: a provider that bills what it was not allowed to. */
  @Test
  void whatAProviderBillsAboveTheHoldIsDebtAndTheNextCallIsRefused() {
    Combo combo = new Combo(ClientRow.newest(ClientRow.Kind.OKHTTP), Jdks.current());
    try (Rig rig = Rig.start(combo, agent -> agent.limitUsd("0.001"))) {
      rig.provider().next(Reply.normal().output(20).billTimes(200));
      Answer first = rig.ask(Ask.chat(Workload.MODEL).max(20));
      assertThat(first.status()).as("%s", first).isEqualTo(200);
      assertThat(rig.provider().meter().total()).isGreaterThan(new BigDecimal("0.001"));
      Answer second = rig.ask(Ask.chat(Workload.MODEL).max(1));
      assertThat(second.refused()).as("%s", second).isTrue();
      assertThat(rig.provider().hits()).isEqualTo(1);
      rig.settledExactly();
    }
  }

  @Test
  void hiddenInputBeyondTheBoundIsBookedToo() {
    Combo combo = new Combo(ClientRow.newest(ClientRow.Kind.OKHTTP), Jdks.current());
    try (Rig rig = Rig.start(combo, agent -> agent.limitUsd("0.01"))) {
      rig.provider().always(Reply.normal().output(10).extraInput(400));
      Answer done = rig.ask(Ask.chat(Workload.MODEL).max(10).repeated(1, 2));
      assertThat(done.number("failures")).isZero();
      BigDecimal oneCall = rig.provider().meter().last().usd();
      assertThat(rig.provider().meter().total().subtract(oneCall))
          .as("at most one call over")
          .isLessThan(new BigDecimal("0.01"));
      rig.settledExactly();
    }
  }
}
