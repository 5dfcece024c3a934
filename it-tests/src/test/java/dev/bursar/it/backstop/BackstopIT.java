package dev.bursar.it.backstop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.How;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Matrix;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Protocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An app that makes connections itself, beside a client that has a hook. Each client's contract
 * proves that its own connections are none of those.
 */
class BackstopIT {
  private static final String MODEL = "gpt-4o";
  private static final String OPENER = "dev.bursar.programs.RawCall";
  private static final List<String> PLAIN =
      List.of("socket", "channel", "adaptor", "selector", "asynchronous");

  static Stream<Combo> combos() {
    return Matrix.jdks().flatMap(jdk -> Stream.of(How.values()).map(how -> combo(jdk, how)));
  }

  private static Combo combo(Jdk jdk, How how) {
    return new Combo(
        ClientRow.newest(ClientRow.Kind.HTTP_URL_CONNECTION), jdk, how, Protocol.HTTP_1);
  }

  @ParameterizedTest
  @MethodSource("combos")
  void tellsOfConnectionsThatNoHookSaw(Combo combo) {
    Instant before = Instant.now();
    try (Rig rig = Rig.start(combo, Agent::knowingTheProvider)) {
      passes(rig, PLAIN);
      assertThat(rig.ask(Ask.chat(MODEL)).status()).isEqualTo(200);

      JsonNode seen = unmetered(rig, PLAIN.size());
      assertThat(seen.path("host").asText()).isEqualTo("127.0.0.1");
      assertThat(seen.path("opener").asText()).isEqualTo(OPENER);
      assertThat(seen.path("refused").asInt()).isZero();
      assertThat(Instant.parse(seen.path("since").asText())).isBetween(before, Instant.now());
      String told = PLAIN.size() + " to 127.0.0.1, opened by " + OPENER + ", since ";
      assertThat(rig.store().run("status").text())
          .contains("not metered: connections that no hook saw: " + told);
      Outcome doctor = rig.store().run("doctor");
      assertThat(doctor.exit()).isEqualTo(1);
      assertThat(doctor.text()).contains("connections to a provider that no hook saw: " + told);
      assertThat(rig.store().status().path("unmetered").asInt()).isEqualTo(PLAIN.size());
      assertThat(rig.store().calls()).as("calls that were metered").hasSize(1);
      rig.faultless();
    }
  }

  @ParameterizedTest
  @MethodSource("combos")
  void refusesThemWhereStrict(Combo combo) {
    try (Rig rig = Rig.start(combo, BackstopIT::strict)) {
      for (String way : PLAIN) {
        refuses(rig, way, "127.0.0.1");
      }
      assertThat(rig.provider().hits()).as("requests").isZero();
      assertThat(rig.provider().connections()).as("connections").isZero();
      assertThat(rig.ask(Ask.chat(MODEL)).status()).isEqualTo(200);

      JsonNode seen = unmetered(rig, PLAIN.size());
      assertThat(seen.path("refused").asInt()).isEqualTo(PLAIN.size());
      rig.settledExactly();
      rig.faultless();
    }
  }

  @ParameterizedTest
  @MethodSource("combos")
  void knowsTlsToo(Combo combo) {
    Combo encrypted = new Combo(combo.client(), combo.jdk(), combo.how(), Protocol.HTTPS_1);
    try (Rig rig = Rig.start(encrypted, Agent::knowingTheProvider)) {
      passes(rig, List.of("tls"));
      rig.attach(combo.jdk(), "strict=true");
      refuses(rig, "tls", "localhost");
      JsonNode seen = unmetered(rig, 2);
      assertThat(seen.path("opener").asText()).isEqualTo(OPENER);
      assertThat(seen.path("refused").asInt()).isEqualTo(1);
      rig.faultless();
    }
  }

  /** The agent's own thread has not got to it yet by then. */
  @ParameterizedTest
  @MethodSource("combos")
  void tellsOfThemTooWhenTheJvmEndsAtOnce(Combo combo) {
    try (Rig rig = Rig.start(combo, Agent::knowingTheProvider)) {
      passes(rig, List.of("channel"));
      assertThat(rig.app().exit()).isZero();
      assertThat(rig.store().unmetered())
          .singleElement()
          .extracting(kind -> kind.path("count").asInt())
          .isEqualTo(1);
    }
  }

  private static Agent strict(Agent agent) {
    return agent.knowingTheProvider().with("strict", true);
  }

  private static void passes(Rig rig, List<String> ways) {
    for (String way : ways) {
      Answer answer = rig.ask(Ask.chat(MODEL).with("raw", way));
      assertThat(answer.status()).as("%s: %s", way, answer).isEqualTo(200);
    }
  }

  private static void refuses(Rig rig, String way, String host) {
    Answer answer = rig.ask(Ask.chat(MODEL).with("raw", way));
    assertThat(answer.error())
        .as("%s: %s", way, answer)
        .isEqualTo(
            way.equals("asynchronous")
                ? "dev.bursar.gate.BudgetExceededException"
                : "dev.bursar.gate.BudgetExceededIOException");
    assertThat(answer.message())
        .isEqualTo(
            "Bursar refused this connection to "
                + host
                + " by "
                + OPENER
                + ": no hook meters what goes over it, and strict is true; to go on, use a client"
                + " that is metered, or set strict: false");
  }

  /** The one kind of connections that there are, once all of them are reported. */
  private static JsonNode unmetered(Rig rig, int count) {
    List<JsonNode> kinds = new ArrayList<>();
    Awaitility.await()
        .untilAsserted(
            () -> {
              kinds.clear();
              kinds.addAll(rig.store().unmetered());
              assertThat(kinds).hasSize(1);
              assertThat(kinds.get(0).path("count").asInt()).isEqualTo(count);
            });
    return kinds.get(0);
  }
}
