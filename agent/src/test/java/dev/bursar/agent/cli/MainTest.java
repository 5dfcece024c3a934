package dev.bursar.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir private Path directory;
  private Cli cli;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
  }

  @Test
  void withoutACommandItExplainsItselfAndIsMisused() {
    assertThat(cli.run()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err())
        .startsWith("Usage: java -jar bursar.jar COMMAND [--store DIR] [--json]")
        .contains("java -javaagent:bursar.jar=limits.usd=5.00,limits.per=day -jar app.jar");
  }

  @Test
  void helpIsDataAndNamesTheCommandsOfThisVersion() {
    assertThat(cli.run("--help")).isZero();
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out())
        .contains("  status ", "  calls ", "  reads ", "  doctor ", "  ps ", "  attach ", "  demo ")
        .contains("  halt ", "  resume ", "  grant ")
        .doesNotContain("  top ", "\u001b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status", "calls", "reads", "doctor", "halt", "resume", "grant", "ps", "attach", "demo"
      })
  void everyCommandExplainsItself(String command) {
    assertThat(cli.run(command, "--help")).isZero();
    assertThat(cli.out()).startsWith("Usage: java -jar bursar.jar " + command);
    assertThat(cli.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void coloursATerminalOnly() {
    cli.onTerminal().run("--help");
    assertThat(cli.out()).contains("\u001b[");
  }

  @Test
  void tellsItsVersion() {
    assertThat(cli.run("--version")).isZero();
    assertThat(cli.out()).matches("bursar \\S+ on Java \\S+\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "halt",
        "--jsn",
        "status --jsn",
        "calls --last x",
        "attach",
        "attach x",
        "attach 0"
      })
  void aMisuseIsToldInOneLine(String line) {
    assertThat(cli.run(line.split(" "))).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err().lines())
        .singleElement()
        .asString()
        .startsWith("bursar: ")
        .contains("; see java -jar bursar.jar")
        .endsWith(" --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "attach 1"})
  void commandsThatStartTheAgentNeedTheJar(String line) {
    assertThat(cli.run(line.split(" "))).isEqualTo(1);
    assertThat(cli.err()).startsWith("bursar: this command must run from bursar.jar, not from ");
  }
}
