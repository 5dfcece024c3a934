package dev.bursar.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.ReadRecord;
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

class ReadsCommandTest {
  private static final long NOON = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();

  private static final long PID = ProcessHandle.current().pid();

  @TempDir private Path directory;
  private Cli cli;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
  }

  @Test
  void answersInJsonFieldByFieldOneReadALine() {
    fill();

    assertThat(cli.run("reads", "--json")).isZero();

    Map<String, Object> first = new HashMap<>();
    first.put("time", "2026-11-22T12:00:00Z");
    first.put("seq", 41L);
    first.put("pid", PID);
    first.put("agent", "planner");
    first.put("method", "GET");
    first.put("uri", "http://bus.internal:7000/shard/7?key=hmac");
    first.put("version", "\"v12\"");
    first.put("version_kind", "etag");
    first.put("status", 200L);
    first.put("stale", true);
    Map<String, Object> second = new HashMap<>(first);
    second.put("time", "2026-11-22T12:00:01Z");
    second.put("seq", 43L);
    second.put("agent", null);
    second.put("version", null);
    second.put("version_kind", null);
    second.put("stale", false);
    assertThat(cli.json()).containsExactly(first, second);
  }

  @Test
  void alignsATableForPeople() {
    fill();

    assertThat(cli.run("reads", "--last", "1")).isZero();
    List<String> lines = cli.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("time ").endsWith("uri").doesNotContain("stale");
    assertThat(lines.get(1))
        .startsWith("2026-11-22T12:00:01Z   43  ")
        .endsWith("GET        200  http://bus.internal:7000/shard/7?key=hmac");
    assertThat(cli.run("reads")).isZero();
    assertThat(cli.out()).contains("\"v12\"    etag  stale  http://");
  }

  @Test
  void tellsWhenThereIsNone() {
    assertThat(cli.run("reads")).isEqualTo(1);
    open().close();
    assertThat(cli.run("reads")).isZero();
    assertThat(cli.out()).isEqualTo("no read yet\n");
  }

  private void fill() {
    try (Store store = open()) {
      store
          .reads()
          .append(
              ReadRecord.builder(NOON, 41, 42)
                  .agent("planner")
                  .request("GET", "http://bus.internal:7000/shard/7?key=hmac", 200)
                  .version("\"v12\"", "etag")
                  .stale(true)
                  .build());
      store
          .reads()
          .append(
              ReadRecord.builder(NOON + 1_000, 43, 44)
                  .request("GET", "http://bus.internal:7000/shard/7?key=hmac", 200)
                  .build());
    }
  }

  private Store open() {
    return Store.open(
        directory.resolve("home/.bursar").toFile(),
        StoreOptions.builder().accounts(10).holds(10).build());
  }
}
