package dev.bursar.it.attach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Matrix;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attaching while 64 threads call through clients that were built before. */
class BusyAttachIT {
  private static final int THREADS = 64;
  private static final BigDecimal CAP = new BigDecimal("0.05");

  static Stream<Combo> combos() {
    return Matrix.busy();
  }

  @ParameterizedTest
  @MethodSource("combos")
  void everyCallThatBeginsAfterwardsIsHeldAndNoneIsBrokenOrSentAgain(Combo combo) {
    try (Rig rig = Rig.bare(combo)) {
      rig.provider().always(Reply.normal().output(40).delay(Duration.ofMillis(5)));
      Ask call = Ask.chat("gpt-4o").max(40);
      String load = rig.start(rig.app(), call.repeated(THREADS, 2));
      Awaitility.await().until(() -> rig.provider().hits() > 2 * THREADS);

      Agent agent = Agent.on(rig.store()).limitUsd(CAP.toPlainString());
      Outcome attached = rig.attach(combo.jdk(), agent.arguments());
      final long hitsWhenAttached = rig.provider().hits();
      assertThat(attached.exit()).as("%s", attached).isZero();
      Answer done = rig.app().await(load);

      assertThat(done.number("failures")).as("broken; %s", done).isZero();
      assertThat(done.number("refusals")).as("%s", done).isGreaterThanOrEqualTo(2 * THREADS);
      assertThat(rig.provider().hits())
          .as("requests, one for each call that was not refused")
          .isEqualTo(done.number("calls") - done.number("refusals"));
      Awaitility.await().until(() -> rig.store().account().nothingHeld());
      Account account = rig.store().account();
      BigDecimal each = rig.provider().meter().last().usd();
      long held = account.spent("calls");
      assertThat(account.spent()).isEqualByComparingTo(each.multiply(BigDecimal.valueOf(held)));
      assertThat(account.spent()).isLessThanOrEqualTo(CAP);
      assertThat(account.spent()).isGreaterThan(CAP.multiply(new BigDecimal("0.9")));
      // What was under way when the hooks came, one call a thread, is all that may pass unheld.
      assertThat(rig.provider().hits() - held)
          .as("calls that were not held")
          .isLessThanOrEqualTo(hitsWhenAttached + THREADS);
      BigDecimal since =
          each.multiply(BigDecimal.valueOf(rig.provider().hits() - hitsWhenAttached));
      assertThat(since)
          .as("billed since, without what was under way")
          .isLessThanOrEqualTo(CAP.add(each.multiply(BigDecimal.valueOf(THREADS))));
      rig.faultless();
    }
  }

  static Stream<Combo> current() {
    return Stream.of(ClientRow.Kind.OKHTTP, ClientRow.Kind.JDK).flatMap(Combo::newest);
  }

  /** Limits and mode change under 64 threads; no call is lost between one and the next. */
  @ParameterizedTest
  @MethodSource("current")
  void theConfigurationChangesUnderTheThreads(Combo combo) {
    try (Rig rig = Rig.start(combo, agent -> agent.limitUsd("1000"), loading(combo))) {
      rig.provider().always(Reply.normal().output(40).delay(Duration.ofMillis(5)));
      String load = rig.start(rig.app(), Ask.chat("gpt-4o").max(40).repeated(THREADS, 2));
      Awaitility.await().until(() -> rig.provider().hits() > THREADS);
      for (String change :
          new String[] {"limits.usd=2000", "mode=observe", "mode=enforce,wait=1s"}) {
        Outcome changed = rig.attach(combo.jdk(), change);
        assertThat(changed.exit()).as("%s", changed).isZero();
        assertThat(changed.text()).startsWith("changed the configuration of JVM ");
        long hits = rig.provider().hits();
        Awaitility.await().until(() -> rig.provider().hits() > hits + THREADS);
      }
      Outcome stopped = rig.attach(combo.jdk(), "limits.calls=1");
      assertThat(stopped.exit()).as("%s", stopped).isZero();
      Answer done = rig.app().await(load);

      assertThat(done.number("failures")).as("%s", done).isZero();
      assertThat(done.number("refusals")).as("%s", done).isEqualTo(2 * THREADS);
      assertThat(rig.provider().hits()).isEqualTo(done.number("calls") - done.number("refusals"));
      Account account = rig.settledExactly();
      assertThat(account.spent("calls")).isEqualTo(rig.provider().hits());
      rig.faultless();
    }
  }

  private static String[] loading(Combo combo) {
    return combo.jdk().version() < 21
        ? new String[0]
        : new String[] {"-XX:+EnableDynamicAgentLoading"};
  }
}
