package dev.bursar.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Java;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first thing that a visitor tries. */
class DemoIT {
  private static final Duration MOST = Duration.ofSeconds(15);
  private static final Pattern AMOUNT = Pattern.compile("\\d+\\.\\d{4,9}");

  static Stream<Jdk> jdks() {
    return Stream.of(8, 25).map(Jdks::orCurrent).distinct();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theDemoEndsSoonWithAProofThatLedgerAndMeterAgree(Jdk jdk) {
    long start = System.nanoTime();
    Outcome outcome = Java.bursar(jdk, List.of("demo"));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(outcome.exit()).as("%s", outcome).isZero();
    assertThat(took).isLessThan(MOST);
    String proof = outcome.out().get(outcome.out().size() - 1);
    List<BigDecimal> amounts =
        AMOUNT.matcher(proof).results().map(MatchResult::group).map(BigDecimal::new).toList();
    assertThat(amounts).as("ledger and meter in: %s", proof).hasSizeGreaterThanOrEqualTo(2);
    assertThat(amounts.get(0)).as(proof).isEqualByComparingTo(amounts.get(1));
  }
}
