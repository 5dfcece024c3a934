package dev.bursar.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationErrorTest {
  @TempDir private Path directory;
  private Source source;

  @BeforeEach
  void prepare() {
    source = new Source(directory);
  }

  private String error() {
    Throwable thrown = catchThrowable(source::load);
    assertThat(thrown).isInstanceOf(ConfigurationException.class);
    assertThat(thrown.getMessage()).doesNotContain("\n").doesNotContain("null");
    return thrown.getMessage();
  }

  private String file(int line) {
    return "(" + directory.resolve("bursar.yaml") + ":" + line + ")";
  }

  @Test
  void aBadValueNamesTheFileAndTheLine() {
    source.yaml("account: a\nlimits:\n  calls: 5\n  usd: 5,00\n");

    assertThat(error())
        .isEqualTo(
            "limits.usd = \"5,00\" "
                + file(4)
                + ": takes an amount of US dollars of at most 9 decimals, such as 5.00, or none");
  }

  @Test
  void aBadValueNamesItsVariableArgumentOrProperty() {
    source.variable("BURSAR_ON_REFUSAL", "throw");
    assertThat(error())
        .isEqualTo(
            "on-refusal = \"throw\" (environment BURSAR_ON_REFUSAL): takes response or exception");

    source.arguments("on-refusal=halt");
    assertThat(error())
        .isEqualTo("on-refusal = \"halt\" (agent argument): takes response or exception");

    source.property("bursar.on-refusal", "stop");
    assertThat(error())
        .isEqualTo(
            "on-refusal = \"stop\" (system property bursar.on-refusal):"
                + " takes response or exception");
  }

  @Test
  void anUnknownKeyNamesTheNearestOne() {
    source.yaml("limits: {dollars: 1}");
    assertThat(error()).startsWith("unknown key \"limits.dollars\" " + file(1));

    source.yaml("mode: off\nlimit: {usd: 5}");
    assertThat(error()).startsWith("unknown key \"limit\" " + file(2));

    source = new Source(directory).arguments("limits.usdd=5");
    assertThat(error())
        .isEqualTo(
            "unknown key \"limits.usdd\" (agent argument): the nearest known one is limits.usd,"
                + " which takes an amount of US dollars of at most 9 decimals, such as 5.00, or"
                + " none");

    source = new Source(directory).variable("BURSAR_LIMIT_USD", "sk-secret");
    assertThat(error())
        .startsWith(
            "unknown key \"BURSAR_LIMIT_USD\" (environment): the nearest known one is"
                + " BURSAR_LIMITS_USD, which takes")
        .doesNotContain("sk-secret");

    source = new Source(directory).property("bursar.onrefusal", "response");
    assertThat(error())
        .isEqualTo(
            "unknown key \"bursar.onrefusal\" (system property): the nearest known one is"
                + " bursar.on-refusal, which takes response or exception");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "store|''",
        "account|a b",
        "account|-a",
        "account|a/b",
        "mode|enforced",
        "limits.usd|-1",
        "limits.usd|1e3",
        "limits.usd|5.",
        "limits.usd|1.0000000001",
        "limits.usd|9300000000",
        "limits.usd|2305843010",
        "limits.tokens|2305843009213693953",
        "limits.usd|''",
        "limits.tokens|2_000",
        "limits.tokens|99999999999999999999",
        "limits.input-tokens|1.5",
        "limits.output-tokens|x",
        "limits.calls|-5",
        "limits.retries|many",
        "limits.time|30",
        "limits.time|30 minutes",
        "limits.time|1d",
        "limits.in-flight|0x10",
        "limits.tool-calls|some",
        "limits.depth|-1",
        "limits.fanout|''",
        "limits.per|year",
        "accounts|acme",
        "accounts|{name: a}",
        "on-refusal|402",
        "on-error|ignore",
        "wait|none",
        "wait|10",
        "min-output|0",
        "min-output|none",
        "unbounded|allow",
        "abandoned|lost",
        "unpriced|free",
        "unpriced|[30, 120]",
        "prices|''",
        "durability|disk",
        "strict|yes",
        "reads.log|a,,b",
        "reads.log|''",
        "reads.log|{a: b}",
        "reads.mode|on",
        "reads.revalidate|yes",
        "reads.agent-header|''",
        "reads.agent-query|''",
      })
  void aBadValueSaysWhatTheKeyTakes(String key, String value) {
    source.property("bursar." + key, value);

    assertThat(error())
        .startsWith(key + " = ")
        .contains("(system property bursar." + key + "): takes ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reads.guard|api.acme.com|available: an empty list",
        "reads.mode|observe|available: off",
        "reads.mode|enforce|available: off",
        "reads.revalidate|true|available: false",
        "reads.profiles|{\"bus:7000\": sbus}|available: an empty mapping",
      })
  void whatIsPlannedSaysWhatIsAvailable(String key, String value, String available) {
    source.property("bursar." + key, value);

    assertThat(error())
        .startsWith(key + " = ")
        .contains("this version does not do that yet; " + available);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: a, when: {host: h}, per-run: true}|accounts[0].per-run = \"true\" (agent argument):"
            + " is for accounts of runs: say which by when",
        "{name: a, when: {host: h}, limits: {usd: x}}|accounts[0].limits.usd = \"x\" (agent",
        "{name: a, when: {host: h}, limits: 5}|accounts[0].limits = \"5\" (agent argument): takes a",
        "{name: a, when: {host: []}}|accounts[0].when.host = a list (agent argument): takes a host",
        "{name: a, when: {header: X-Tenant}}|accounts[0].when.header = \"X-Tenant\" (agent argu",
        "{name: a, when: {header: 'X-Tenant:'}}|accounts[0].when.header = \"X-Tenant:\" (agent arg",
        "{name: a, when: {thread: '('}}|accounts[0].when.thread = \"(\" (agent argument): takes a",
        "{name: a, when: {method: com.acme.Bot}}|accounts[0].when.method = \"com.acme.Bot\" (agent"
            + " argument): takes a class and one of its methods, such as com.acme.Bot#answer",
        "{name: a, when: {method: com.acme.Bot#a.b}}|accounts[0].when.method = \"com.acme.Bot#a.b\"",
        "{name: a, when: {method: a.B#c, host: h}}|accounts[0].when.method = \"a.B#c\" (agent"
            + " argument): cannot stand beside other conditions",
        "{name: a, when: {ai-service: a.B, host: h}}|accounts[0].when.ai-service = \"a.B\" (agent"
            + " argument): cannot stand beside other conditions",
        "{name: a, when: {tool: t, agent: c}}|accounts[0].when.tool = \"t\" (agent argument):"
            + " cannot stand beside other conditions",
        "{name: a, when: {host: h}, limits: {tool-calls: 5}}|accounts[0].limits.tool-calls = \"5\""
            + " (agent argument): tools are executed by runs: it takes an account by method,"
            + " ai-service, agent or tool",
        "{name: a, when: {host: h}, limits: {depth: 5}}|accounts[0].limits.depth = \"5\" (agent"
            + " argument): runs begin runs: it takes an account by method, ai-service or agent",
        "{name: a, when: {tool: t}, limits: {fanout: 5}}|accounts[0].limits.fanout = \"5\" (agent"
            + " argument): runs begin runs: it takes an account by method, ai-service or agent",
        "{name: a, when: {ai-service: a.B, agent: c}}|accounts[0].when.agent = \"c\" (agent"
            + " argument): cannot stand beside other conditions",
        "{name: a, when: {hosts: h}}|unknown key \"accounts[0].when.hosts\" (agent argument): the"
            + " nearest known one is accounts[0].when.host, which takes",
        "{name: a, limits: {usd: 1}}|account a (agent argument) has no \"when\"",
        "{when: {host: h}}|accounts[0].name is not set: it takes a name",
        "{name: default, when: {host: h}}|accounts[0].name = \"default\" (agent argument): is alr",
        "{name: a, when: {host: h}}, {name: a, when: {host: h}}|accounts[1].name = \"a\" (agent",
        "a|accounts[0] = \"a\" (agent argument): takes a mapping",
      })
  void aBadAccountNamesItsPlace(String account, String message) {
    source.arguments("accounts=[" + account + "]");

    assertThat(error()).startsWith(message);
  }

  @Test
  void aCeilingNeedsBothPrices() {
    source.arguments("unpriced={input: 3}");
    assertThat(error()).startsWith("unpriced.output is not set: it takes US dollars per million");

    source.arguments("unpriced={input: 3, output: free}");
    assertThat(error()).startsWith("unpriced.output = \"free\" (agent argument): takes US dollars");
  }

  static Stream<Arguments> badFiles() {
    return Stream.of(
        Arguments.of("mode: off\na: [1", ":2: cannot be read as configuration: expected ',' or"),
        Arguments.of("a: 1\nb: 2\na: 1", ":3: cannot be read as configuration: the key \"a\""),
        Arguments.of("- usd", ":1: takes a mapping of keys"),
        Arguments.of("just text", ":1: takes a mapping of keys"),
        Arguments.of("mode: !!java.io.File x", ":1: cannot be read as configuration: the type tag"),
        Arguments.of("limits: !mine {usd: 1}", ": the type tag !mine is not taken"),
        Arguments.of("accounts: !mine []", ": the type tag !mine is not taken"),
        Arguments.of("\n? [a]\n: b", ":2: cannot be read as configuration: a key is not plain"),
        Arguments.of("accounts: &a\n- *a", ": it is nested more than 8 deep"),
        Arguments.of("mode: off\n---\nmode: off", ":2: cannot be read as configuration: but found"),
        Arguments.of("limits: {usd: 1}\nlimits.usd: 2", ":2): is already set ("),
        Arguments.of("config: other.yaml", ":1): a file cannot name another one"),
        Arguments.of("account: ''", ":1): takes a name"),
        Arguments.of("mode: \u0007", ": cannot be read as configuration: "));
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void aBadFileNamesTheLine(String yaml, String message) {
    source.yaml(yaml);

    assertThat(error()).contains(directory.resolve("bursar.yaml").toString()).contains(message);
  }

  @Test
  void aMissingFileNamesWhoAskedForIt() {
    source.arguments("nowhere.yaml");
    assertThat(error())
        .isEqualTo("config = \"nowhere.yaml\" (agent argument): there is no such file");
  }

  @Test
  void brokenYamlInTextNamesItsSource() {
    source.variable("BURSAR_ACCOUNTS", "[{name: a}");
    assertThat(error()).startsWith("environment BURSAR_ACCOUNTS: cannot be read as configuration");
  }

  @Test
  void aLongValueIsCutShort() {
    source.variable("BURSAR_MODE", "x\n".repeat(500));
    assertThat(error()).hasSizeLessThan(200).contains("x x x").contains("...\"");
  }
}
