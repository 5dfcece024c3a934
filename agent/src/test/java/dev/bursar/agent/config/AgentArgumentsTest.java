package dev.bursar.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentArgumentsTest {
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  "})
  void nothingIsNothing(String text) throws Exception {
    assertThat(AgentArguments.parse(text)).isEmpty();
  }

  @Test
  void withoutEqualsItIsAPathCommasAndAll() throws Exception {
    assertThat(AgentArguments.parse("/etc/a, b.yaml"))
        .containsExactly(entry("config", "/etc/a, b.yaml"));
  }

  @Test
  void pairsStandBetweenCommas() throws Exception {
    assertThat(AgentArguments.parse("config=/etc/b.yaml, limits.usd = 5 ,account=,"))
        .containsExactly(
            entry("config", "/etc/b.yaml"), entry("limits.usd", "5"), entry("account", ""));
  }

  @Test
  void quotesAndBracketsHoldCommas() throws Exception {
    assertThat(
            AgentArguments.parse(
                "a='x, ''y''' ,b=\"p,\"\"q=\",c=[{n: 'a]', h: \"b,}\"}, {}],d={x: [1, 2]},e=C:\\f"))
        .containsExactly(
            entry("a", "x, 'y'"),
            entry("b", "p,\"q="),
            entry("c", "[{n: 'a]', h: \"b,}\"}, {}]"),
            entry("d", "{x: [1, 2]}"),
            entry("e", "C:\\f"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/etc/b.yaml,limits.usd=5|agent argument \"/etc/b.yaml\" is not key=value: write config=",
        "reads.log=a,b|agent argument \"b\" is not key=value",
        "a=1,a=2|agent argument a is given twice",
        "a=\"x|agent argument a: \" is not closed",
        "a=[1, {b: 2}|agent argument a: [ is not closed",
        "a={b: 'c}|agent argument a: ' is not closed",
        "a=\"x\"y,b=1|agent argument a: a comma must follow the value, not \"y,b=1\"",
      })
  void whatCannotBeReadSaysWhy(String text, String message) {
    assertThatThrownBy(() -> AgentArguments.parse(text))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .startsWith(message);
  }
}
