package dev.bursar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static List<String> command(Class<?> main, String method) {
    return List.of(
        JAVA,
        "-cp",
        System.getProperty("java.class.path"),
        main.getName(),
        JdkHttpBenchmark.class.getName(),
        method);
  }

  @Test
  void everyOneHasItsTurns() throws Exception {
    try (Turns turns = new Turns()) {
      turns.add(command(TurnTaker.class, "chat"));
      turns.add(command(TurnTaker.class, "chat"));

      assertThat(turns.take(1, 2))
          .hasSize(2)
          .allSatisfy(
              score -> {
                assertThat(score.iterations()).isEqualTo(2);
                assertThat(score.nanos()).isBetween(1e3, 1e8);
                assertThat(score.bytes()).isBetween(1e3, 1e8);
              });
    }
  }

  @Test
  void aJvmThatIsGoneIsAnError() throws Exception {
    try (Turns turns = new Turns()) {
      turns.add(command(TurnTaker.class, "noSuchMethod"));

      assertThatThrownBy(() -> turns.take(0, 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("noSuchMethod");
    }
  }
}
