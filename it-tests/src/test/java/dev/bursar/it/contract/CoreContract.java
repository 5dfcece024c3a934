package dev.bursar.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must hold for every client, however the agent came to it and whatever its provider speaks:
 * calls are held and settled, refused ones never leave.
 */
abstract class CoreContract extends Contract {
  @Test
  void sendsExactlyOnceWhenAllowedAndSettlesToTheNanoDollar() {
    long hits = provider().hits();
    Answer answer = ask(Ask.chat(MODEL).max(200), Reply.normal().output(120));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(provider().hits() - hits).as("requests").isEqualTo(1);
    isSettledAs(lastCall(Setting.ROOMY), provider().meter().last());
  }

  @Test
  void speaksToTheProviderByTheProtocolThatIsTested() {
    ask(Ask.chat(MODEL));
    assertThat(provider().lastReceived().protocol()).isEqualTo(combo.protocol());
  }

  /** Where the app asks for usage nothing is hidden from it: it gets what the provider sent. */
  @Test
  void teesAStreamInOddSplits() throws Exception {
    Answer answer =
        ask(
            Ask.chat(MODEL).streamedWithUsage(),
            Reply.normal().foreign().output(30).split(Reply.Split.THREES));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    byte[] sent = provider().lastSent();
    if (combo.client().kind().transport()) {
      assertThat(answer.text()).isEqualTo(new String(sent, StandardCharsets.UTF_8));
    } else {
      assertThat(answer.text()).isEqualTo(Streams.words(sent));
    }
  }

  @Test
  void settlesAnAsynchronousCall() {
    Assumptions.assumeTrue(combo.client().kind().async(), "all its calls block");
    long hits = provider().hits();
    Answer answer = ask(Ask.chat(MODEL).async());
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(provider().hits() - hits).as("requests").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void settlesAStreamByItsUsage(boolean appAsks) {
    Ask order = Ask.chat(MODEL).max(400);
    Answer answer =
        ask(
            appAsks ? order.streamedWithUsage() : order.streamed(),
            Reply.normal().output(70).reasoning(11).cached(3));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    isSettledAs(lastCall(Setting.ROOMY), provider().meter().last());
  }

  @Test
  void refusesBeforeSendingByAResponse() {
    Rig rig = rig(Setting.BROKE);
    long refused = rig.store().refusals();
    for (Ask order : everyKindOfCall()) {
      Answer answer = rig.ask(order);
      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(answer.status()).as("%s", answer).isEqualTo(402);
    }
    assertThat(rig.provider().hits()).as("requests").isZero();
    assertThat(rig.store().refusals() - refused)
        .as("refusals: one a call, so that no client took one for something to retry")
        .isEqualTo(everyKindOfCall().size());
    assertThat(lastCall(Setting.BROKE).path("outcome").asText()).isEqualTo("refused");
  }

  @Test
  void refusesBeforeSendingByAnException() {
    Rig rig = rig(Setting.BROKE_THROWING);
    for (Ask order : everyKindOfCall()) {
      Answer answer = rig.ask(order);
      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(answer.causes()).as("%s", answer).contains("dev.bursar.gate.BudgetExceeded");
      assertThat(answer.status()).as("%s", answer).isZero();
    }
    assertThat(rig.provider().hits()).as("requests").isZero();
  }

  private static List<Ask> everyKindOfCall() {
    return List.of(
        Ask.chat(MODEL),
        Ask.chat(MODEL).async(),
        Ask.chat(MODEL).streamed(),
        Ask.chat(MODEL).streamed().async(),
        Ask.embed("text-embedding-3-large").with("prompt", "word ".repeat(200)));
  }

  @Test
  void settlesOnEarlyClose() {
    Ask order = Ask.chat(MODEL).max(3_000).streamed().with("read", "close:3");
    Reply reply = Reply.normal().output(2_000);
    if (!combo.client().endsWhatIsClosed()) {
      isPaidOrHeld(order, reply);
      return;
    }
    chargedAtLeastTheBill();
    Answer answer = ask(order, reply);
    assertThat(answer.number("length")).as("%s", answer).isPositive();
  }
}
