package dev.bursar.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.00, 0.000000000",
    "5, 5000000000, 5.00, 5.000000000",
    "0.5, 500000000, 0.50, 0.500000000",
    "0.049961250, 49961250, 0.04996125, 0.049961250",
    "0.000000001, 1, 0.000000001, 0.000000001",
    "9223372036.854775807, 9223372036854775807, 9223372036.854775807, 9223372036.854775807",
  })
  void readsAndWritesExactly(String text, long nanos, String plain, String exact) {
    assertThat(Money.parse(text)).isEqualTo(nanos);
    assertThat(Money.plain(nanos)).isEqualTo(plain);
    assertThat(Money.exact(nanos)).isEqualTo(exact);
  }

  @ParameterizedTest
  @CsvSource({"-1, -0.000000001", "-1500000000, -1.500000000"})
  void writesDebt(long nanos, String exact) {
    assertThat(Money.exact(nanos)).isEqualTo(exact);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ".5",
        "5.",
        "+1",
        "-1",
        "1e3",
        "1,0",
        " 1",
        "$1",
        "1.0000000000",
        "9223372036.854775808",
        "99999999999"
      })
  void takesNothingElse(String text) {
    assertThat(Money.parse(text)).isEqualTo(-1);
  }
}
