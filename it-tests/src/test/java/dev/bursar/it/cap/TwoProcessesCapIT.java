package dev.bursar.it.cap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.App;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cap tests of {@link CapIT}, each with two processes on two Javas at once on one account. */
class TwoProcessesCapIT {
  /** Two JVMs that share an account; not two threads of one. */
  record Pair(Combo first, Combo second) {
    Rig start(String cap) {
      return Rig.start(first, agent -> agent.limitUsd(cap));
    }
  }

  static Stream<Pair> pairs() {
    List<Jdk> ends = Jdks.ends();
    Combo old = new Combo(ClientRow.newest(ClientRow.Kind.OKHTTP), ends.get(0));
    Combo now = new Combo(ClientRow.newest(ClientRow.Kind.JDK), ends.get(ends.size() - 1));
    Combo current = new Combo(ClientRow.newest(ClientRow.Kind.OPENAI), Jdks.current());
    return Stream.of(new Pair(old, now), new Pair(now, current));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void twoSerialRunsSpendAtLeast95PercentAndNeverMoreThanTheCap(Pair pair) {
    try (Rig rig = pair.start(CapCases.CAP.toPlainString())) {
      // Slow enough for the second to start before the first has spent it all.
      rig.provider().always(Reply.normal().delay(Duration.ofMillis(15)));
      both(rig, rig.another(pair.second()), call().repeated(1, 3));
      CapCases.spent(rig, "0.95");
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aFanOutOf64SpendsOver90PercentAndNeverMoreThanTheCap(Pair pair) {
    try (Rig rig = pair.start(CapCases.CAP.toPlainString())) {
      rig.provider().always(Reply.normal().delay(Duration.ofMillis(15)));
      both(rig, rig.another(pair.second()), call().max(400).repeated(32, 2));
      CapCases.spent(rig, "0.90");
    }
  }

  /** As in {@link CapIT}, with the steps taken in turn: the eight calls that fit, whose ever. */
  @ParameterizedTest
  @MethodSource("pairs")
  void aGrowingLoopGetsExactlyTheCallsThatFit(Pair pair) {
    try (Rig rig = pair.start("0.000540")) {
      rig.provider().always(Reply.normal().output(40));
      List<App> apps = List.of(rig.app(), rig.another(pair.second()));
      int allowed = 0;
      Answer answer = rig.ask(apps.get(0), CapCases.step(allowed));
      while (!answer.failed()) {
        allowed++;
        answer = rig.ask(apps.get(allowed % 2), CapCases.step(allowed));
      }
      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(allowed).as("calls that fit").isEqualTo(8);
      assertThat(rig.provider().meter().total()).isEqualByComparingTo("0.000516");
      assertThat(rig.ask(apps.get(allowed % 2), CapCases.step(allowed)).refused()).isTrue();
      rig.settledExactly();
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aRetryStormNeverCostsMoreThanTheCap(Pair pair) {
    List<Reply> storm = CapCases.storm();
    try (Rig rig = pair.start(CapCases.CAP.toPlainString())) {
      App other = rig.another(pair.second());
      rig.provider().always(number -> storm.get((int) (number % storm.size())));
      String one = rig.start(rig.app(), call().max(300).repeated(8, 2));
      String two = rig.start(other, call().max(300).repeated(8, 2));
      rig.app().await(one);
      other.await(two);
      assertThat(rig.provider().meter().total()).as("billed").isLessThanOrEqualTo(CapCases.CAP);
      assertThat(rig.provider().hits()).isGreaterThan(10);
      assertThat(rig.settledAtLeast().spent()).isLessThanOrEqualTo(CapCases.CAP);
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void debtThatOneProcessMadeStopsTheOther(Pair pair) {
    try (Rig rig = pair.start("0.001")) {
      App other = rig.another(pair.second());
      assertThat(rig.ask(other, call().max(20)).failed()).isFalse();
      rig.provider().next(Reply.normal().output(20).billTimes(200));
      assertThat(rig.ask(call().max(20)).failed()).isFalse();
      assertThat(rig.provider().meter().total()).isGreaterThan(new BigDecimal("0.001"));
      Answer next = rig.ask(other, call().max(1));
      assertThat(next.refused()).as("%s", next).isTrue();
      assertThat(rig.provider().hits()).isEqualTo(2);
      rig.settledExactly();
    }
  }

  private static void both(Rig rig, App other, Ask calls) {
    // Both are at work before either can spend it all.
    assertThat(rig.ask(rig.app(), call().max(10)).failed()).isFalse();
    assertThat(rig.ask(other, call().max(10)).failed()).isFalse();
    String one = rig.start(rig.app(), calls);
    String two = rig.start(other, calls);
    for (Answer done : List.of(rig.app().await(one), other.await(two))) {
      assertThat(done.number("failures")).as("%s", done).isZero();
      assertThat(done.number("calls") - done.number("refusals")).as("%s", done).isPositive();
    }
  }

  private static Ask call() {
    return Ask.chat(Workload.MODEL).with("prompt", "Tell me something about the weather in Rome.");
  }
}
