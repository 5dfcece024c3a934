package dev.bursar.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
  @ParameterizedTest
  @CsvSource({"250ms, 250", "10s, 10000", "30m, 1800000", "1h, 3600000", "0s, 0", "90s, 90000"})
  void readsAndWrites(String text, long millis) {
    assertThat(Times.parse(text)).isEqualTo(millis);
    assertThat(Times.text(millis)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-1s", "1.5s", "1d", "9223372036854775807h", "1 0s"})
  void takesNothingElse(String text) {
    assertThat(Times.parse(text)).isEqualTo(-1);
  }
}
