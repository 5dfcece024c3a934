package dev.bursar.it.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.App;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Store;
import dev.bursar.it.provider.Provider;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recorded exchange, sent once more by a real client. The mock provider is the client's
 * proxy, so that the agent sees the provider's own host; the calls are told apart by their order.
 */
@ParameterizedClass
@MethodSource("combos")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayIT {
  @Parameter Combo combo;

  private final Map<String, JsonNode> calls = new HashMap<>();
  private final Map<String, Answer> answers = new HashMap<>();

  static Stream<Combo> combos() {
    return Stream.of(ClientRow.Kind.OKHTTP, ClientRow.Kind.JDK)
        .map(kind -> new Combo(ClientRow.newest(kind), Jdks.current()));
  }

  static List<Fixture> fixtures() {
    return Fixture.all();
  }

  @BeforeParameterizedClassInvocation
  void sendThemAll(Combo combo) {
    try (Provider provider = Provider.start();
        Store store = Store.fresh();
        App app = App.start(combo, flags(provider, store))) {
      for (Fixture fixture : fixtures()) {
        URI url = fixture.url(provider.uri());
        provider.play(url.getRawPath(), fixture.response());
        answers.put(fixture.name(), app.ask(Ask.post(url.toString(), fixture.request())));
      }
      List<Fixture> metered = fixtures().stream().filter(Fixture::metered).toList();
      List<JsonNode> booked = store.calls();
      assertThat(booked)
          .as("a call for each exchange that Fixture lists as metered")
          .hasSameSizeAs(metered);
      for (int i = 0; i < booked.size(); i++) {
        calls.put(metered.get(i).name(), booked.get(i));
      }
    }
  }

  private static List<String> flags(Provider provider, Store store) {
    return List.of(
        Agent.on(store).flag(),
        "-Dhttp.proxyHost=127.0.0.1",
        "-Dhttp.proxyPort=" + provider.uri().getPort());
  }

  @AfterParameterizedClassInvocation
  void forget() {
    calls.clear();
    answers.clear();
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("fixtures")
  void isBookedAsTheProviderBilledIt(Fixture fixture) {
    Answer answer = answers.get(fixture.name());
    assertThat(answer.status()).as("%s", answer).isEqualTo(fixture.status());
    if (!fixture.metered()) {
      return;
    }
    JsonNode call = calls.get(fixture.name());
    String outcome = call.path("outcome").asText();
    if (fixture.status() != 200) {
      assertThat(outcome).as("%s", call).isEqualTo("released");
    } else if (fixture.hasUsage()) {
      if (!call.path("reason").asText().startsWith("no price")) {
        assertThat(outcome).as("%s", call).isEqualTo("settled");
      }
      JsonNode actual = call.path("actual");
      assertThat(actual.path("input_tokens").asLong()).as("%s", call).isEqualTo(fixture.input());
      assertThat(actual.path("output_tokens").asLong()).as("%s", call).isEqualTo(fixture.output());
      assertThat(actual.path("cached_tokens").asLong()).as("%s", call).isEqualTo(fixture.cached());
    } else {
      assertThat(outcome).as("%s", call).isIn("estimated", "charged");
    }
  }
}
