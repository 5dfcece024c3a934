package dev.bursar.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Java;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.harness.Store;
import dev.bursar.it.provider.Resource;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands print, where, and how they end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CliIT {
  private static final String USD = "-?[0-9]+\\.[0-9]{9}";

  private Rig rig;

  @BeforeAll
  void someHistory() {
    Combo combo = new Combo(ClientRow.newest(ClientRow.Kind.OKHTTP), Jdks.current());
    rig =
        Rig.start(
            combo,
            agent -> agent.limitUsd("5.00").with("limits.calls", 2).with("limits.per", "day"));
    rig.provider().put("/doc", Resource.of("text").etag("\"v1\""));
    rig.ask(Ask.chat("gpt-4o").max(30));
    rig.ask(Ask.chat("gpt-4o").max(30).streamed());
    rig.ask(Ask.chat("gpt-4o").max(30));
    rig.ask(Ask.get(rig.url("/doc")));
    rig.settledExactly();
  }

  @AfterAll
  void close() {
    rig.close();
  }

  static Stream<Jdk> jdks() {
    return Jdks.here().stream();
  }

  private Store on(Jdk jdk) {
    return rig.store().with(jdk);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void statusShowsEveryFieldInItsType(Jdk jdk) {
    JsonNode status = on(jdk).status();
    assertThat(status.path("store").asText()).isEqualTo(rig.store().directory().toString());
    assertThat(status.path("mode").asText()).isEqualTo("enforce");
    JsonNode account = status.path("accounts").path(0);
    assertThat(account.path("name").asText()).isEqualTo("default");
    assertThat(account.path("parent").isNull()).as("%s", account).isTrue();
    assertThat(account.path("state").asText()).isEqualTo("open");
    assertThat(account.path("limits").path("usd").isTextual()).as("%s", account).isTrue();
    assertThat(new BigDecimal(account.path("limits").path("usd").asText()))
        .isEqualByComparingTo("5");
    assertThat(account.path("limits").path("calls").isIntegralNumber()).isTrue();
    JsonNode spent = account.path("spent");
    assertThat(spent.path("usd").asText()).matches(USD);
    for (String unit : List.of("input_tokens", "output_tokens", "tokens", "calls", "retries")) {
      assertThat(spent.path(unit).isIntegralNumber()).as("%s in %s", unit, spent).isTrue();
    }
    assertThat(spent.path("calls").asLong()).isEqualTo(2);
    assertThat(spent.path("tokens").asLong())
        .isEqualTo(spent.path("input_tokens").asLong() + spent.path("output_tokens").asLong());
    JsonNode held = account.path("held");
    assertThat(held.path("usd").asText()).matches(USD);
    assertThat(held.path("tokens").isIntegralNumber()).isTrue();
    assertThat(held.path("calls").isIntegralNumber()).isTrue();
    assertThat(account.path("refused").asLong()).isEqualTo(1);
    assertThat(account.path("window").path("per").asText()).isEqualTo("day");
    assertThat(OffsetDateTime.parse(account.path("window").path("resets").asText()))
        .isAfter(OffsetDateTime.now(ZoneOffset.UTC));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void callsShowsEveryFieldInItsType(Jdk jdk) {
    List<JsonNode> calls = on(jdk).calls();
    assertThat(calls).hasSize(3);
    assertThat(calls)
        .extracting(call -> call.path("outcome").asText())
        .containsExactly("settled", "settled", "refused");
    for (JsonNode call : calls) {
      assertThat(OffsetDateTime.parse(call.path("time").asText())).isNotNull();
      assertThat(call.path("pid").asLong()).isEqualTo(rig.app().pid());
      assertThat(call.path("account").asText()).isEqualTo("default");
      assertThat(call.path("endpoint").asText()).isNotEmpty();
      assertThat(call.path("provider").asText()).isNotEmpty();
      assertThat(call.path("model").asText()).isEqualTo("gpt-4o");
      assertThat(call.has("agent") && call.has("reason") && call.has("clamped_to")).isTrue();
    }
    JsonNode settled = calls.get(0);
    assertThat(settled.path("hold").path("usd").asText()).matches(USD);
    assertThat(settled.path("actual").path("usd").asText()).matches(USD);
    for (String part : List.of("input_tokens", "output_tokens")) {
      assertThat(settled.path("hold").path(part).asLong())
          .isGreaterThanOrEqualTo(settled.path("actual").path(part).asLong());
    }
    for (String part : List.of("cached_tokens", "cache_write_tokens", "reasoning_tokens")) {
      assertThat(settled.path("actual").path(part).isIntegralNumber()).as(part).isTrue();
    }
    assertThat(calls.get(2).path("reason").asText()).contains("calls");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void readsShowsEveryFieldInItsType(Jdk jdk) {
    List<JsonNode> reads = on(jdk).reads();
    assertThat(reads).hasSize(1);
    JsonNode read = reads.get(0);
    assertThat(OffsetDateTime.parse(read.path("time").asText())).isNotNull();
    assertThat(read.path("seq").isIntegralNumber()).isTrue();
    assertThat(read.path("pid").asLong()).isEqualTo(rig.app().pid());
    assertThat(read.path("method").asText()).isEqualTo("GET");
    assertThat(read.path("uri").asText()).isEqualTo(rig.url("/doc"));
    assertThat(read.path("version").asText()).contains("v1");
    assertThat(read.path("version_kind").asText()).isNotEmpty();
    assertThat(read.path("status").asInt()).isEqualTo(200);
    assertThat(read.path("stale").isBoolean()).as("%s", read).isTrue();
    assertThat(read.has("agent")).isTrue();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void doctorReportsTheJvmAndItsHooks(Jdk jdk) {
    JsonNode doctor = on(jdk).doctor();
    assertThat(doctor.findValuesAsText("pid")).contains(Long.toString(rig.app().pid()));
    assertThat(doctor.findValuesAsText("state")).contains("live");
    assertThat(doctor.findValues("faults")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "calls", "reads", "doctor"})
  void dataGoesToStdoutAndJsonComesAlone(String command) {
    Outcome json = on(Jdks.current()).run(command, "--json");
    assertThat(json.err()).isEmpty();
    for (Outcome outcome : List.of(on(Jdks.current()).run(command), json)) {
      assertThat(outcome.exit()).as("%s", outcome).isZero();
      assertThat(outcome.out()).isNotEmpty();
      assertThat(outcome.text())
          .as("no colour where there is no terminal")
          .doesNotContain("\u001b");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nonsense", "status --nonsense", "grant", "grant default", "attach", "halt a b c"})
  void misuseEndsWith2AndWordsOnStderr(String line) {
    Outcome outcome = on(Jdks.current()).run(line.split(" ", -1));
    assertThat(outcome.exit()).as("%s", outcome).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resume nobody", "grant nobody --usd 5", "attach 999999999"})
  void failureEndsWith1AndWordsOnStderr(String line) {
    List<String> arguments = new ArrayList<>(List.of(line.split(" ", -1)));
    Outcome outcome =
        arguments.get(0).equals("attach")
            ? Java.bursar(Jdks.current(), arguments)
            : on(Jdks.current()).run(arguments.toArray(String[]::new));
    assertThat(outcome.exit()).as("%s", outcome).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).isNotEmpty();
  }
}
