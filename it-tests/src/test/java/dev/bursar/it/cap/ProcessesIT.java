package dev.bursar.it.cap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.App;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.Build;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Several processes on one account, and what is left when one of them is killed. */
class ProcessesIT {
  private static final BigDecimal CAP = new BigDecimal("0.05");
  private static final Ask CALL = Ask.chat(Workload.MODEL).max(400);

  static Stream<Arguments> pairs() {
    List<Jdk> ends = Jdks.ends();
    Combo old = new Combo(ClientRow.newest(ClientRow.Kind.OKHTTP), ends.get(0));
    Combo now = new Combo(ClientRow.newest(ClientRow.Kind.JDK), ends.get(ends.size() - 1));
    Combo current = new Combo(ClientRow.newest(ClientRow.Kind.OPENAI), Jdks.current());
    return Stream.of(Arguments.of(old, now), Arguments.of(current, old));
  }

  static Stream<Arguments> kills() {
    int times = Build.full() ? 10 : 2;
    return pairs()
        .flatMap(
            pair ->
                IntStream.range(0, times)
                    .mapToObj(i -> Arguments.of(pair.get()[0], pair.get()[1], i)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void twoProcessesShareOneCap(Combo first, Combo second) {
    try (Rig rig = Rig.start(first, agent -> agent.limitUsd(CAP.toPlainString()))) {
      App other = rig.another(second);
      rig.provider().always(Reply.normal().delay(Duration.ofMillis(10)));
      // Both are at work before either can spend it all.
      assertThat(rig.ask(rig.app(), CALL).failed()).isFalse();
      assertThat(rig.ask(other, CALL).failed()).isFalse();
      String one = rig.start(rig.app(), CALL.repeated(8, 3));
      String two = rig.start(other, CALL.repeated(8, 3));
      for (Answer done : List.of(rig.app().await(one), other.await(two))) {
        assertThat(done.number("failures")).as("%s", done).isZero();
        assertThat(done.number("calls")).as("%s", done).isGreaterThan(24);
      }
      assertThat(rig.provider().meter().total())
          .isBetween(CAP.multiply(new BigDecimal("0.90")), CAP);
      rig.settledExactly();
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest(name = "{0} and {1}, which is killed, moment {2}")
  @MethodSource("kills")
  void aKilledProcessLeavesNothingHeldAndNothingFree(Combo survivor, Combo victim, int moment) {
    try (Rig rig = Rig.start(survivor, agent -> agent.limitUsd(CAP.toPlainString()))) {
      App killed = rig.another(victim);
      rig.provider().always(Reply.normal().delay(Duration.ofMillis(5)));
      String one = rig.start(rig.app(), CALL.repeated(6, 3));
      rig.start(killed, CALL.repeated(6, 3));
      int calls = 20 + 7 * moment;
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> rig.provider().hits() >= calls);
      killed.kill();
      Answer done = rig.app().await(one);
      assertThat(done.number("failures")).as("%s", done).isZero();
      assertThat(rig.provider().meter().total()).as("billed").isLessThanOrEqualTo(CAP);
      Account account = rig.settledAtLeast();
      assertThat(account.spent()).as("%s", account).isLessThanOrEqualTo(CAP);

      App next = rig.another(victim);
      Answer late = rig.ask(next, CALL);
      assertThat(late.failed()).as("%s", late).isTrue();
      assertThat(rig.settledAtLeast().nothingHeld()).isTrue();
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void callsInFlightWhenTheirProcessIsKilledAreCharged(Combo survivor, Combo victim) {
    try (Rig rig = Rig.start(survivor, agent -> agent.limitUsd("1"))) {
      App killed = rig.another(victim);
      CountDownLatch held = new CountDownLatch(1);
      rig.provider().always(Reply.normal().until(held));
      for (int i = 0; i < 3; i++) {
        rig.start(killed, CALL);
      }
      Awaitility.await().until(() -> rig.provider().inFlight() == 3);
      BigDecimal before = rig.store().account().held();
      assertThat(before).as("held by calls in flight").isPositive();
      killed.kill();
      held.countDown();
      Awaitility.await().until(() -> rig.provider().inFlight() == 0);
      assertThat(rig.settledAtLeast().spent())
          .as("what the dead process held, since nobody saw what it was billed")
          .isEqualByComparingTo(before);
    }
  }
}
