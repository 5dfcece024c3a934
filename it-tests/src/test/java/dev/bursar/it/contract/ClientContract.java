package dev.bursar.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold besides for every client, SDKs included. */
abstract class ClientContract extends CoreContract {
  private static final String QUICKLY = "retry-after-ms";

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
  void settlesWhatComesCompressed(boolean streamed) {
    Ask order = Ask.chat(MODEL).with("header.Accept-Encoding", "gzip");
    ask(streamed ? order.streamed() : order, Reply.normal().gzip().output(200));
    isSettledAs(lastCall(Setting.ROOMY), provider().meter().last());
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
    assertThat(attempts).as("requests").isEqualTo(combo.client().sendingsOfAFailingCall());
    assertThat(rig(Setting.ROOMY).store().calls()).as("calls").hasSize(calls + (int) attempts);
  }

  @Test
  void releasesWhatWasNeverSent() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    URI known = provider().uri();
    String nobody = known.getScheme() + "://" + known.getHost() + ":" + port;
    Answer answer = ask(Ask.chat(MODEL).with("base", nobody + "/v1"));
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
    if (end != Reply.End.RESET || combo.client().tellsOfAReset(combo.protocol())) {
      assertThat(answer.failed())
          .as("%s", answer)
          .isEqualTo(end == Reply.End.RESET || combo.client().tellsOfACut());
    }
    assertThat(answer.refused()).as("%s", answer).isFalse();
  }

  /** Where the agent's own code fails: at its hook, after the hold, at the response. */
  @ParameterizedTest
  @ValueSource(strings = {"enter", "decide", "tap"})
  void survivesAFaultInjectedIntoTheAgent(String where) {
    String point = combo.client().kind().hook(combo.protocol()) + "." + where;
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
}
