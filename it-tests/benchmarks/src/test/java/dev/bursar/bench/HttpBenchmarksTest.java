package dev.bursar.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;

/** Each of the calls still runs: once, for a moment, in this JVM, without an agent. */
class HttpBenchmarksTest {
  static List<HttpArm> bare() {
    return HttpArm.all().stream().filter(arm -> arm.agent() == HttpAgent.NONE).toList();
  }

  @ParameterizedTest
  @MethodSource("bare")
  void runsForAMoment(HttpArm arm) throws Exception {
    Score score = HttpFigures.run(arm, Effort.SMOKE, List.of());

    assertThat(score.iterations()).isEqualTo(1);
    assertThat(score.nanos()).isPositive();
  }

  @Test
  void everyArmIsABenchmark() throws Exception {
    for (HttpArm arm : HttpArm.all()) {
      assertThat(arm.via().benchmark().getMethod(arm.work().method))
          .as("%s", arm)
          .matches(method -> method.isAnnotationPresent(Benchmark.class));
    }
  }

  @Test
  void theBodyHasTheLengthThatTheTableTells() {
    assertThat(CannedAnswers.request(false)).hasSize(CannedAnswers.BODY);
    assertThat(CannedAnswers.request(true)).hasSize(CannedAnswers.BODY);
    assertThat(new String(CannedAnswers.request(true), UTF_8)).endsWith("\"stream\":true}");
  }

  @Test
  void theTableJudgesByTheGoals() throws Exception {
    HttpScores scores = new HttpScores();
    for (HttpArm arm : HttpArm.all()) {
      // As many microseconds as make every goal be reached, but the one that is told by its ratio.
      double micros =
          switch (arm.agent()) {
            case NONE -> 10;
            case OPENTELEMETRY -> 14;
            case OPENTELEMETRY_SILENT -> 12;
            case NONE_AGAIN -> 9;
            case BURSAR -> bursar(arm);
          };
      for (int round = 0; round < 3; round++) {
        scores.add(arm, Score.of((micros + round) * 1e3));
      }
    }

    assertThat(
            new HttpTable(scores, Effort.calls(3), 2, HttpArm.all().size(), true, true).markdown())
        .contains("| **a governed call**, OkHttp 5, in memory | 11.00 (10.00 to 12.00) µs")
        .contains(
            "| 15.00 (15.00 to 15.00) µs, 0 B | 4.00 (4.00 to 4.00) µs, 0 B"
                + " | 2.00 (2.00 to 2.00) µs, 0 B | ≤ 10 µs, **missed** |")
        .contains("| ≤ 2 µs |")
        .contains("| a POST that is no LLM call, up to the connection, OkHttp 5, in memory |")
        .contains("0.10 (0.10 to 0.10) µs, 0 B |  |  | ≤ 0.2 µs |")
        .contains("| ≤ 3 µs, **missed** |")
        .contains("| a call of an app's own model, LangChain4j, in memory |")
        .contains("| 21.00 (21.00 to 21.00) µs, 0 B |  |  | ≤ 20 µs, **missed** |")
        .contains("less than a pass: 0.31 of it |")
        .contains("| 11.00 (10.00 to 12.00) µs, noise 1.00 µs | 4.50 (4.50 to 4.50) µs, 0 B |")
        .contains("| no more than OpenTelemetry's within noise: +0.50 µs |")
        .contains("| no more than OpenTelemetry's within noise, **missed**: +1.50 µs |")
        .contains("; 2 of " + 3 * HttpArm.all().size() + " JVMs began on a busy machine");
  }

  private static double bursar(HttpArm arm) {
    return switch (arm.work()) {
      case SERVICE -> 31;
      case CHAT -> arm.via().loopback ? arm.via() == HttpVia.JDK ? 15.5 : 14.5 : 25;
      case STREAM -> 900;
      case REFUSED -> 7;
      case OTHER_POST, OTHER_GET -> 10.1;
      case LOGGED_GET -> 14;
    };
  }
}
