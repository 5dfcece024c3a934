package dev.bursar.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.Account;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import dev.bursar.store.Per;
import dev.bursar.store.Shortfall;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {
  @TempDir private Path directory;
  private Cli cli;
  private File place;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    place = directory.resolve("home/.bursar").toFile();
  }

  @Test
  void makesNoStoreAndSaysHowOneComesToBe() {
    assertThat(cli.run("status")).isEqualTo(1);

    assertThat(cli.out()).isEmpty();
    assertThat(cli.err())
        .startsWith("bursar: there is no store at " + place + " yet: a JVM with the agent (java")
        .contains("--store DIR");
    assertThat(place).doesNotExist();
  }

  @Test
  void tellsOfAnEmptyStore() {
    open(place).close();

    assertThat(cli.run("status")).isZero();
    assertThat(cli.out()).contains("no account yet");
    assertThat(cli.run("status", "--json")).isZero();
    assertThat(cli.json())
        .containsExactly(
            Map.of(
                "store", place.getPath(),
                "mode", "enforce",
                "unmetered", 0L,
                "unmetered_connections", List.of(),
                "accounts", List.of()));
  }

  @Test
  void answersInJsonFieldByField() {
    fill(place);

    assertThat(cli.run("status", "--json")).isZero();

    Instant midnight =
        Instant.now().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).plusDays(1).toInstant();
    Map<String, Object> root = new HashMap<>();
    root.put("name", "default");
    root.put("parent", null);
    root.put("state", "open");
    root.put("limits", Map.of("usd", "5.00", "calls", 500L, "tool_calls", 40L));
    root.put(
        "spent",
        Map.of(
            "usd", "1.234567890",
            "input_tokens", 1200L,
            "output_tokens", 800L,
            "tokens", 2000L,
            "calls", 1L,
            "retries", 1L,
            "tool_calls", 1L));
    root.put("held", Map.of("usd", "0.000000000", "tokens", 0L, "calls", 0L));
    root.put("refused", 1L);
    root.put("window", Map.of("per", "day", "resets", midnight.toString()));
    Map<String, Object> child = new HashMap<>();
    child.put("name", "acme");
    child.put("parent", "default");
    child.put("state", "halted");
    child.put("reason", "looks odd");
    child.put(
        "limits", Map.of("usd", "0.04996125", "input_tokens", 7L, "time", "30m", "in_flight", 16L));
    child.put(
        "spent",
        Map.of(
            "usd", "0.000000000",
            "input_tokens", 0L,
            "output_tokens", 0L,
            "tokens", 0L,
            "calls", 0L,
            "retries", 0L,
            "tool_calls", 0L));
    child.put("held", Map.of("usd", "0.000000000", "tokens", 0L, "calls", 0L));
    child.put("refused", 0L);
    child.put("window", Map.of("per", "forever"));
    assertThat(cli.json())
        .containsExactly(
            Map.of(
                "store", place.getPath(),
                "mode", "enforce",
                "unmetered", 0L,
                "unmetered_connections", List.of(),
                "accounts", List.of(root, child)));
  }

  @Test
  void tellsWhatOpenHoldsHold() throws Exception {
    try (Store store = open(place)) {
      Account root = store.ledger().account("default", null, Limits.unlimited());
      store.ledger().reserve(root, 500_000_000L, 10, 20, 0, new Shortfall());

      cli.write(
          host -> StatusJson.write(host, place, "observe", List.of(), store.ledger().accounts()));
    }

    assertThat(cli.json().get(0)).extracting("mode").isEqualTo("observe");
    assertThat(cli.json().get(0))
        .extracting("accounts")
        .asInstanceOf(InstanceOfAssertFactories.list(Object.class))
        .singleElement()
        .extracting("held")
        .isEqualTo(Map.of("usd", "0.500000000", "tokens", 30L, "calls", 1L));
  }

  @Test
  void alignsATreeForPeople() {
    fill(place);

    assertThat(cli.run("status")).isZero();

    assertThat(cli.err()).isEmpty();
    assertThat(cli.out()).startsWith(place + ", mode enforce\n");
    List<String> lines = cli.out().lines().skip(1).toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("account        spent   held        limit         left");
    assertThat(lines.get(1))
        .startsWith("default  $1.23456789  $0.00        $5.00  $3.76543211  1 of 500")
        .endsWith("00:00:00Z");
    assertThat(lines.get(0)).contains(" tokens    tools  refused");
    assertThat(lines.get(1)).contains("   2000  1 of 40        1 ");
    assertThat(lines.get(2)).startsWith("  acme         $0.00  $0.00  $0.04996125");
    assertThat(lines.get(2)).contains("halted: looks odd", "input-tokens 7, time 30m");
  }

  @Test
  void tellsHowManyRunsThereWereAndShowsThoseThatGoOn() throws Exception {
    try (Store store = open(place)) {
      Account root = store.ledger().account("default", null, Limits.unlimited());
      Account ended = store.ledger().runs().begin("default", root, Limits.unlimited());
      store.ledger().runs().begin("default", root, Limits.unlimited());
      store.ledger().runs().end(ended);

      cli.write(
          host -> StatusJson.write(host, place, "enforce", List.of(), store.ledger().accounts()));
    }

    assertThat(cli.json().get(0))
        .extracting("accounts")
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .satisfiesExactly(
            each -> assertThat(each.get("runs")).isEqualTo(2L),
            each -> assertThat(each.get("name")).isEqualTo("default/2"));
    assertThat(cli.run("status")).isZero();
    assertThat(cli.out()).contains("\ndefault (2 runs)  ").doesNotContain("  2 ");
  }

  @Test
  void findsTheStoreThatIsNamed() throws Exception {
    File other = directory.resolve("other").toFile();
    open(other).close();

    assertThat(cli.run("status", "--json", "--store", "other")).isZero();
    assertThat(cli.run("status", "--json", "--store", other.getPath())).isZero();
    cli.variable("BURSAR_STORE", "other");
    assertThat(cli.run("status", "--json")).isZero();
    assertThat(cli.json().get(0)).extracting("store").isEqualTo(other.getPath());
    assertThat(place).doesNotExist();

    Files.writeString(directory.resolve("b.yaml"), "store: nowhere");
    cli = new Cli(directory).variable("BURSAR_CONFIG", "b.yaml");
    assertThat(cli.run("status")).isEqualTo(1);
    assertThat(cli.err()).contains("no store at " + directory.resolve("nowhere"));
  }

  @Test
  void aBrokenEnvironmentIsAMisuse() {
    cli.variable("BURSAR_STROE", "x");

    assertThat(cli.run("status")).isEqualTo(2);
    assertThat(cli.err()).startsWith("bursar: unknown key \"BURSAR_STROE\"");
  }

  private static void fill(File place) {
    try (Store store = open(place)) {
      Limits daily =
          Limits.builder()
              .limit(Limit.USD, 5_000_000_000L)
              .limit(Limit.CALLS, 500)
              .limit(Limit.TOOL_CALLS, 40)
              .per(Per.DAY)
              .build();
      Limits small =
          Limits.builder()
              .limit(Limit.USD, 49_961_250)
              .limit(Limit.INPUT_TOKENS, 7)
              .limit(Limit.TIME, 1_800_000)
              .limit(Limit.IN_FLIGHT, 16)
              .build();
      Account root = store.ledger().account("default", null, daily);
      Account child = store.ledger().account("acme", root, small);
      long hold = store.ledger().reserve(root, 2_000_000_000L, 1500, 1000, 1, new Shortfall());
      store.ledger().sent(hold);
      store.ledger().settle(hold, 1_234_567_890L, 1200, 800);
      store.ledger().refused(root);
      store.toolCalls().count(root, new Shortfall());
      store.ledger().halt(child, "looks odd");
    }
  }

  private static Store open(File place) {
    return Store.open(place, StoreOptions.builder().accounts(10).holds(10).build());
  }
}
