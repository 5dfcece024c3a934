package dev.bursar.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Java;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold for every client, SDKs included. */
abstract class ClientContract extends Contract {
  private static final String QUICKLY = "retry-after-ms";

  @Test
  void sendsExactlyOnceWhenAllowedAndSettlesToTheNanoDollar() {
    long hits = provider().hits();
    Answer answer = ask(Ask.chat(MODEL).max(200), Reply.normal().output(120));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(provider().hits() - hits).as("requests").isEqualTo(1);
    isSettledAs(lastCall(Setting.ROOMY), provider().meter().last());
  }

  @Test
  void settlesAnAsynchronousCall() {
    long hits = provider().hits();
    Answer answer = ask(Ask.chat(MODEL).async());
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(provider().hits() - hits).as("requests").isEqualTo(1);
  }

  @Test
  void settlesCachedAndReasoningTokensAsBilled() {
    ask(Ask.chat(MODEL).max(300), Reply.normal().output(20).reasoning(90).cached(5));
    JsonNode call = lastCall(Setting.ROOMY);
    isSettledAs(call, provider().meter().last());
    assertThat(call.path("actual").path("reasoning_tokens").asLong()).isEqualTo(90);
  }

  @Test
  void settlesAllChoices() {
    Assumptions.assumeTrue(
        combo.client().kind() != ClientRow.Kind.LANGCHAIN4J, "LangChain4j does not ask for n");
    ask(Ask.chat(MODEL).max(50).with("n", 3), Reply.normal().output(40));
    assertThat(provider().meter().last().output()).isEqualTo(120);
    isSettledAs(lastCall(Setting.ROOMY), provider().meter().last());
  }

  @Test
  void settlesEmbeddings() {
    Answer answer = ask(Ask.embed("text-embedding-3-small"));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    isSettledAs(lastCall(Setting.ROOMY), provider().meter().last());
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void settlesWhatComesCompressed(boolean streamed) {
    Ask order = Ask.chat(MODEL).with("header.Accept-Encoding", "gzip");
    ask(streamed ? order.streamed() : order, Reply.normal().gzip().output(200));
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

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 422})
  void chargesNothingForACallThatTheProviderRefused(int status) {
    Answer answer = ask(Ask.chat(MODEL), Reply.error(status));
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(lastCall(Setting.ROOMY).path("outcome").asText()).isEqualTo("released");
  }

  @Test
  void holdsEveryAttemptByItself() {
    chargedAtLeastTheBill();
    long hits = provider().hits();
    int calls = rig(Setting.ROOMY).store().calls().size();
    ask(
        Ask.chat(MODEL).max(100),
        Reply.error(429).header(QUICKLY, "1"),
        Reply.error(500).header(QUICKLY, "1").afterGenerating());
    long attempts = provider().hits() - hits;
    assertThat(attempts).as("requests").isEqualTo(combo.client().kind().transport() ? 1 : 3);
    assertThat(rig(Setting.ROOMY).store().calls()).as("calls").hasSize(calls + (int) attempts);
  }

  @Test
  void releasesWhatWasNeverSent() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    Answer answer = ask(Ask.chat(MODEL).with("base", "http://127.0.0.1:" + port + "/v1"));
    assertThat(answer.error()).as("%s", answer).isNotEmpty();
    assertThat(answer.refused()).as("%s", answer).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Reply.End.class,
      names = {"CUT", "RESET"})
  void chargesAStreamThatBrokeOff(Reply.End end) {
    chargedAtLeastTheBill();
    Answer answer =
        ask(Ask.chat(MODEL).max(300).streamed(), Reply.normal().output(100).end(end, 4));
    assertThat(answer.failed()).as("%s", answer).isTrue();
    assertThat(answer.refused()).as("%s", answer).isFalse();
  }

  @Test
  void settlesOnEarlyClose() {
    chargedAtLeastTheBill();
    Answer answer =
        ask(
            Ask.chat(MODEL).max(3_000).streamed().with("read", "close:3"),
            Reply.normal().output(2_000));
    assertThat(answer.number("length")).as("%s", answer).isPositive();
  }

  /** Where the agent's own code fails: at its hook, after the hold, at the response. */
  @ParameterizedTest
  @ValueSource(strings = {"enter", "decide", "tap"})
  void survivesAFaultInjectedIntoTheAgent(String where) {
    String point = combo.client().kind().hook() + "." + where;
    try (Rig rig = Rig.start(combo, Setting.ROOMY::configure, "-Dbursar.inject-fault=" + point)) {
      rig.provider().always(Reply.normal().output(30));
      List<Ask> calls =
          List.of(
              Ask.chat(MODEL).max(50),
              Ask.chat(MODEL).max(50).async(),
              Ask.chat(MODEL).max(50).streamed());
      for (Ask call : calls) {
        Answer answer = rig.ask(call);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.text()).as("%s", answer).isNotEmpty();
      }
      assertThat(rig.provider().hits()).as("requests").isEqualTo(calls.size());
      assertThat(rig.store().faults())
          .as("swallowed faults; %s", rig.app())
          .isGreaterThanOrEqualTo(calls.size());
      assertThat(rig.app().strayOutput()).isEmpty();
      if (!where.equals("enter")) {
        rig.settledAtLeast();
      }
    }
  }

  @Test
  void worksAfterAttachOntoAClientThatWasUsedBefore() {
    try (Rig rig = Rig.bare(combo)) {
      assertThat(rig.ask(Ask.chat(MODEL)).status()).isEqualTo(200);
      long before = rig.provider().meter().charges().size();
      String arguments = Agent.on(rig.store()).with("limits.calls", 1).arguments();
      Outcome attached =
          Java.bursar(combo.jdk(), List.of("attach", Long.toString(rig.app().pid()), arguments));
      assertThat(attached.exit()).as("%s", attached).isZero();
      Answer allowed = rig.ask(Ask.chat(MODEL));
      assertThat(allowed.status()).as("%s", allowed).isEqualTo(200);
      Answer refused = rig.ask(Ask.chat(MODEL));
      assertThat(refused.refused()).as("%s", refused).isTrue();
      assertThat(rig.provider().meter().charges()).hasSize((int) before + 1);
      assertThat(rig.store().account().spent())
          .isEqualByComparingTo(rig.provider().meter().last().usd());
      rig.quietWithFaults(0);
    }
  }
}
