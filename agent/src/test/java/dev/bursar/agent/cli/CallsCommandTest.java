package dev.bursar.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.CallRecord;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallsCommandTest {
  private static final long NOON = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();

  private static final long PID = ProcessHandle.current().pid();

  @TempDir private Path directory;
  private Cli cli;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
  }

  @Test
  void answersInJsonFieldByFieldOneCallALine() {
    fill();

    assertThat(cli.run("calls", "--json")).isZero();

    Map<String, Object> settled = new HashMap<>();
    settled.put("time", "2026-11-22T12:00:00.001Z");
    settled.put("pid", PID);
    settled.put("account", "default");
    settled.put("agent", "planner");
    settled.put("provider", "openai");
    settled.put("endpoint", "/v1/chat/completions");
    settled.put("model", "gpt-4o");
    settled.put("hold", Map.of("usd", "0.020000000", "input_tokens", 100L, "output_tokens", 2000L));
    settled.put(
        "actual",
        Map.of(
            "usd", "0.001234567",
            "input_tokens", 90L,
            "output_tokens", 110L,
            "cached_tokens", 60L,
            "cache_write_tokens", 5L,
            "reasoning_tokens", 70L));
    settled.put("outcome", "settled");
    settled.put("reason", null);
    settled.put("clamped_to", 812L);
    Map<String, Object> refused = new HashMap<>();
    refused.put("time", "2026-11-22T12:00:00Z");
    refused.put("pid", PID);
    refused.put("account", "default");
    refused.put("agent", null);
    refused.put("provider", null);
    refused.put("endpoint", null);
    refused.put("model", null);
    refused.put("hold", Map.of("usd", "0.000000000", "input_tokens", 0L, "output_tokens", 0L));
    refused.put(
        "actual",
        Map.of(
            "usd", "0.000000000",
            "input_tokens", 0L,
            "output_tokens", 0L,
            "cached_tokens", 0L,
            "cache_write_tokens", 0L,
            "reasoning_tokens", 0L));
    refused.put("outcome", "refused");
    refused.put("reason", "usd");
    refused.put("clamped_to", null);
    assertThat(cli.json()).containsExactly(refused, settled);
  }

  @Test
  void alignsATableForPeopleAndDisarmsWhatOthersSent() {
    fill();

    assertThat(cli.run("calls")).isZero();

    List<String> lines = cli.out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("time ").endsWith("outcome  clamped to  reason");
    assertThat(lines.get(1))
        .startsWith("2026-11-22T12:00:00Z ")
        .endsWith("refused              usd");
    assertThat(lines.get(2)).contains(" planner ", " gpt-4o ", " $0.001234567  $0.02  settled ");
  }

  @Test
  void showsTheLastOnesOnly() {
    try (Store store = open()) {
      for (int i = 0; i < 30; i++) {
        store.calls().append(CallRecord.builder(NOON + i, CallRecord.Outcome.RELEASED).build());
      }
    }

    cli.run("calls");
    assertThat(cli.out().lines()).hasSize(1 + 20);
    cli.run("calls", "--last", "3");
    assertThat(cli.out().lines())
        .hasSize(1 + 3)
        .last()
        .asString()
        .startsWith("2026-11-22T12:00:00.029Z");
    cli.run("calls", "--json");
    assertThat(cli.json()).hasSize(30);
    cli.run("calls", "--json", "--last", "7");
    assertThat(cli.json()).hasSize(7);
    assertThat(cli.run("calls", "--last", "0")).isEqualTo(2);
    assertThat(cli.err()).startsWith("bursar: --last 0: give a number of at least 1");
  }

  @Test
  void controlCharactersDoNotReachATerminal() {
    try (Store store = open()) {
      store
          .calls()
          .append(
              CallRecord.builder(NOON, CallRecord.Outcome.SETTLED).agent("a\u001b[2Jb\n").build());
    }

    cli.run("calls");
    assertThat(cli.out()).contains("a?[2Jb?").doesNotContain("\u001b");
  }

  @Test
  void tellsWhenThereIsNone() {
    assertThat(cli.run("calls")).isEqualTo(1);
    open().close();
    assertThat(cli.run("calls")).isZero();
    assertThat(cli.out()).isEqualTo("no call yet\n");
    assertThat(cli.run("calls", "--json")).isZero();
    assertThat(cli.out()).isEmpty();
  }

  private void fill() {
    try (Store store = open()) {
      store
          .calls()
          .append(
              CallRecord.builder(NOON, CallRecord.Outcome.REFUSED)
                  .account("default")
                  .reason("usd")
                  .build());
      store
          .calls()
          .append(
              CallRecord.builder(NOON + 1, CallRecord.Outcome.SETTLED)
                  .account("default")
                  .agent("planner")
                  .target("openai", "/v1/chat/completions", "gpt-4o")
                  .held(20_000_000, 100, 2000)
                  .actual(1_234_567, 90, 110)
                  .parts(60, 5, 70)
                  .clampedTo(812)
                  .build());
    }
  }

  private Store open() {
    return Store.open(
        directory.resolve("home/.bursar").toFile(),
        StoreOptions.builder().accounts(10).holds(10).build());
  }
}
