package dev.bursar.it.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Charge;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/**
 * Two methods with accounts of their own, and what calls outside of both: each asks for a model of
 * its own, so that the provider's bill tells who has called.
 */
final class TwoRuns implements AutoCloseable {
  private static final String BOT_MODEL = "gpt-4o";
  private static final String HELPER_MODEL = "gpt-4o-mini";
  private static final String OTHER_MODEL = "gpt-4.1";
  private static final int BOT_CALLS = 30;
  private static final int HELPER_CALLS = 41;

  /** More than a thread ever makes: where a run's calls are not counted, it ends nevertheless. */
  private static final int MOST = 60;

  private final Rig rig;

  private TwoRuns(Rig rig) {
    this.rig = rig;
  }

  static TwoRuns start(Combo combo, String... flags) {
    return new TwoRuns(Rig.start(combo, TwoRuns::withAccounts, flags));
  }

  private static Agent withAccounts(Agent agent) {
    return agent.with(
        "accounts",
        "[{name: bot, when: {method: dev.bursar.programs.Bot#answer}, limits: {calls: "
            + BOT_CALLS
            + "}}, {name: helper, when: {method: \"dev.bursar.programs.Bot$Helper#help\"},"
            + " limits: {calls: "
            + HELPER_CALLS
            + "}}]");
  }

  Rig rig() {
    return rig;
  }

  /** One call outside, before there is any run. */
  void warmUp() {
    Answer answer = rig.ask(Ask.chat(OTHER_MODEL).max(20).with("detour", "none"));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  /**
   * Has both runs call, each with some threads until it is refused, and others beside them. Each
   * account must then be charged exactly what its own calls cost, and all must have been admitted
   * that fit.
   *
   * @param detour how each call gets to where it is made
   * @param how what else to say of each call
   */
  void callAtOnce(String detour, UnaryOperator<Ask> how) {
    String bot = begin(Ask.chat(BOT_MODEL).with("via", detour), how, 3);
    String helper = begin(Ask.chat(HELPER_MODEL).with("help", detour), how, 3);
    Ask outside = how.apply(Ask.chat(OTHER_MODEL).max(20).with("detour", detour));
    Answer other = rig.ask(outside.repeated(2, 2).with("calls", 15));
    assertThat(other.number("failures")).as("%s", other).isZero();
    for (String run : new String[] {bot, helper}) {
      Answer answer = rig.app().await(run);
      assertThat(answer.number("failures")).as("%s", answer).isZero();
      assertThat(answer.number("refusals")).as("%s", answer).isPositive();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> rig.store().account("default").nothingHeld());
    paysFor("bot", BOT_MODEL, BOT_CALLS);
    paysFor("helper", HELPER_MODEL, HELPER_CALLS);
    assertThat(rig.store().account("default").spent("calls"))
        .isEqualTo(rig.provider().meter().charges().size());
    assertThat(rig.store().account("default").spent())
        .isEqualByComparingTo(rig.provider().meter().total());
    rig.quietWithFaults(0);
  }

  private String begin(Ask call, UnaryOperator<Ask> how, int threads) {
    return rig.start(rig.app(), how.apply(call.max(20)).repeated(threads, 2).with("calls", MOST));
  }

  private void paysFor(String account, String model, int calls) {
    BigDecimal billed =
        rig.provider().meter().charges().stream()
            .filter(charge -> charge.model().equals(model))
            .map(Charge::usd)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(rig.provider().meter().charges())
        .filteredOn(charge -> charge.model().equals(model))
        .as("calls of %s", account)
        .hasSize(calls);
    assertThat(rig.store().account(account).spent("calls")).as(account).isEqualTo(calls);
    assertThat(rig.store().account(account).spent()).as(account).isEqualByComparingTo(billed);
  }

  @Override
  public void close() {
    rig.close();
  }
}
