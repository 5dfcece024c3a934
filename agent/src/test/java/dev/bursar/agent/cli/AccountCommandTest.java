package dev.bursar.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountCommandTest {
  @TempDir private Path directory;
  private Cli cli;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    try (Store store =
        Store.open(
            directory.resolve("home/.bursar").toFile(),
            StoreOptions.builder().accounts(10).holds(10).build())) {
      Limits limits = Limits.builder().limit(Limit.USD, 1_000).limit(Limit.CALLS, 7).build();
      store.ledger().account("default", null, limits);
      store.ledger().account("tea", store.ledger().find("default"), Limits.unlimited());
    }
  }

  @Test
  void haltsAndResumes() {
    assertThat(cli.run("halt", "tea", "--reason", "runaway")).isZero();
    assertThat(account(1)).containsEntry("state", "halted").containsEntry("reason", "runaway");
    assertThat(account(0)).containsEntry("state", "open").doesNotContainKey("reason");

    assertThat(cli.run("resume", "tea")).isZero();
    assertThat(account(1)).containsEntry("state", "open");
  }

  @Test
  void grantsOnTopOfTheLimit() {
    assertThat(cli.run("grant", "default", "--usd", "5")).isZero();
    assertThat(account(0).get("limits")).isEqualTo(Map.of("usd", "5.000001", "calls", 7L));

    assertThat(cli.run("grant", "tea", "--usd", "5")).isZero();
    assertThat(account(1).get("limits")).as("no limit stays none").isEqualTo(Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"halt nobody --reason x", "resume nobody", "grant nobody --usd 1"})
  void namesAnAccountThatIsNotThere(String line) {
    assertThat(cli.run(line.split(" "))).isEqualTo(1);
    assertThat(cli.err()).startsWith("bursar: there is no account nobody in this store: status");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "halt tea",
        "grant tea",
        "grant tea --usd 0",
        "grant tea --usd -1",
        "grant tea --usd x"
      })
  void aMisuseChangesNothing(String line) {
    assertThat(cli.run(line.split(" "))).isEqualTo(2);
    assertThat(cli.err()).startsWith("bursar: ").endsWith(" --help\n");
    assertThat(account(1)).containsEntry("state", "open").containsEntry("limits", Map.of());
  }

  @SuppressWarnings("unchecked") // By the form of the answer.
  private Map<String, Object> account(int index) {
    assertThat(cli.run("status", "--json")).isZero();
    Map<String, Object> status = (Map<String, Object>) cli.json().get(0);
    return ((java.util.List<Map<String, Object>>) status.get("accounts")).get(index);
  }
}
