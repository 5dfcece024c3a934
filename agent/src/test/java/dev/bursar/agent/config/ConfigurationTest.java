package dev.bursar.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.Durability;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import dev.bursar.store.Per;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationTest {
  @TempDir private Path directory;
  private Source source;

  @BeforeEach
  void prepare() {
    source = new Source(directory);
  }

  @Test
  void laterArgumentsLieOverEarlierOnesKeyByKey() throws Exception {
    source.variable("BURSAR_LIMITS_TOKENS", "100");

    Configuration config =
        source.load(
            "store=/s,limits.usd=1,limits.calls=5", null, "limits={usd: 2}", "mode=observe");

    assertThat(config.inForce())
        .isEqualTo("observe; account default: usd 2.00, tokens 100, calls 5; store /s");
    assertThat(source.load("limits.calls=5", "limits.calls=none").limits().get(Limit.CALLS))
        .isEqualTo(Limits.NONE);
  }

  @Test
  void argumentsThatNameAFileTakeThePlaceOfAllBefore() throws Exception {
    Files.writeString(directory.resolve("new.yaml"), "limits: {usd: 3}");
    String file = directory.resolve("new.yaml").toString();

    assertThat(source.load("limits.usd=1,limits.calls=5,store=/s", file).inForce())
        .isEqualTo("enforce; account default: usd 3.00; store " + path("home/.bursar"));
    assertThat(source.load(file, "limits.usd=4").limits().get(Limit.USD)).isEqualTo(4_000_000_000L);
  }

  @Test
  void defaultsMeterAndLogAndLimitNothing() throws Exception {
    Configuration config = source.load();

    assertThat(config.store()).isEqualTo(path("home/.bursar"));
    assertThat(config.account()).isEqualTo("default");
    assertThat(config.mode()).isEqualTo(Mode.ENFORCE);
    assertThat(config.accounts()).isEmpty();
    assertThat(config.limits()).isEqualTo(Limits.unlimited());
    CallsConfig calls = config.calls();
    assertThat(calls.refusedByException()).isFalse();
    assertThat(calls.allowedOnError()).isFalse();
    assertThat(calls.waitMillis()).isEqualTo(10_000);
    assertThat(calls.minOutput()).isEqualTo(256);
    assertThat(calls.unboundedAllowed()).isFalse();
    assertThat(calls.abandonedAsSeen()).isFalse();
    assertThat(calls.unpriced()).isNull();
    assertThat(calls.prices()).isNull();
    assertThat(config.reads().log()).containsExactly("*");
    assertThat(config.reads().agentHeader()).isEqualTo("X-Agent-Id");
    assertThat(config.reads().agentQuery()).isEqualTo("agent_id");
  }

  /** Every key of a configuration that is plain text: a value, what reads it back, what it is. */
  static Stream<Arguments> keys() {
    return Stream.of(
        key("store", "/var/lib/bursar", Configuration::store, new File("/var/lib/bursar")),
        key("account", "team-a", Configuration::account, "team-a"),
        key("mode", "observe", Configuration::mode, Mode.OBSERVE),
        key("limits.usd", "5.25", c -> c.limits().get(Limit.USD), 5_250_000_000L),
        key("limits.tokens", "2000000", c -> c.limits().get(Limit.TOKENS), 2_000_000L),
        key("limits.input-tokens", "7", c -> c.limits().get(Limit.INPUT_TOKENS), 7L),
        key("limits.output-tokens", "8", c -> c.limits().get(Limit.OUTPUT_TOKENS), 8L),
        key("limits.calls", "500", c -> c.limits().get(Limit.CALLS), 500L),
        key("limits.retries", "20", c -> c.limits().get(Limit.RETRIES), 20L),
        key("limits.time", "30m", c -> c.limits().get(Limit.TIME), 1_800_000L),
        key("limits.in-flight", "16", c -> c.limits().get(Limit.IN_FLIGHT), 16L),
        key("limits.tool-calls", "40", c -> c.limits().get(Limit.TOOL_CALLS), 40L),
        key("limits.depth", "3", c -> c.delegation().depth(), 3),
        key("limits.fanout", "5000000000", c -> c.delegation().fanout(), Integer.MAX_VALUE),
        key("limits.per", "month", c -> c.limits().per(), Per.MONTH),
        key("on-refusal", "exception", c -> c.calls().refusedByException(), true),
        key("on-error", "allow", c -> c.calls().allowedOnError(), true),
        key("wait", "250ms", c -> c.calls().waitMillis(), 250L),
        key("min-output", "64", c -> c.calls().minOutput(), 64L),
        key("unbounded", "context-window", c -> c.calls().unboundedAllowed(), true),
        key("abandoned", "seen", c -> c.calls().abandonedAsSeen(), true),
        key(
            "unpriced",
            "{input: 30, output: 120.5}",
            c ->
                List.of(
                    c.calls().unpriced().inputPerMillion(),
                    c.calls().unpriced().outputPerMillion()),
            List.of(30_000_000_000L, 120_500_000_000L)),
        key("prices", "/etc/prices.csv", c -> c.calls().prices(), new File("/etc/prices.csv")),
        key("strict", "true", c -> c.strict(), true),
        key("durability", "power", c -> c.calls().durability(), Durability.POWER),
        key("reads.log", "[a.com, \"*.b.com\"]", c -> c.reads().log(), List.of("a.com", "*.b.com")),
        key("reads.guard", "[]", c -> "fine", "fine"),
        key("reads.mode", "off", c -> "fine", "fine"),
        key("reads.revalidate", "false", c -> "fine", "fine"),
        key("reads.profiles", "{}", c -> "fine", "fine"),
        key("reads.agent-header", "X-Who", c -> c.reads().agentHeader(), "X-Who"),
        key("reads.agent-query", "who", c -> c.reads().agentQuery(), "who"),
        key(
            "accounts",
            "[{name: a, when: {agent: b}, per-run: true}, {name: c, when: {method: a.B#c}}]",
            c -> List.of(c.accounts().get(0).perRun(), c.accounts().get(1).perRun()),
            List.of(true, false)),
        key(
            "accounts",
            "[{name: a, when: {host: a.com}, limits: {usd: 0.5, per: day}},"
                + " {name: b, when: {model: \"gpt-*\", header: \"X-T: acme, inc\", thread: \"w-.*\"},"
                + " per-run: false}]",
            c -> {
              List<Object> read = new ArrayList<>();
              for (AccountRule rule : c.accounts()) {
                read.add(rule.name());
                read.add(String.valueOf(rule.host()));
                read.add(String.valueOf(rule.model()));
                read.add(rule.headerName() + "=" + rule.headerValue());
                read.add(String.valueOf(rule.thread()));
                read.add(rule.limits().get(Limit.USD));
                read.add(rule.limits().per());
              }
              return read;
            },
            List.of(
                "a",
                "a.com",
                "null",
                "null=null",
                "null",
                500_000_000L,
                Per.DAY, //
                "b",
                "null",
                "gpt-*",
                "X-T=acme, inc",
                "w-.*",
                Limits.NONE,
                Per.FOREVER)));
  }

  private static Arguments key(
      String key, String text, Function<Configuration, Object> read, Object expected) {
    return Arguments.of(key, text, read, expected);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("keys")
  void isReadFromYaml(
      String key, String text, Function<Configuration, Object> read, Object expected)
      throws Exception {
    int dot = key.indexOf('.');
    String yaml =
        dot < 0
            ? key + ": " + text
            : key.substring(0, dot) + ":\n  " + key.substring(dot + 1) + ": " + text;

    assertThat(read.apply(source.yaml(yaml + "\n").load())).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("keys")
  void isReadFromTheEnvironment(
      String key, String text, Function<Configuration, Object> read, Object expected)
      throws Exception {
    String variable = "BURSAR_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);

    assertThat(read.apply(source.variable(variable, text).load())).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("keys")
  void isReadFromAgentArguments(
      String key, String text, Function<Configuration, Object> read, Object expected)
      throws Exception {
    String another = key.equals("wait") ? "min-output=9" : "wait=9s";

    assertThat(read.apply(source.arguments(key + "=" + text + "," + another).load()))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("keys")
  void isReadFromSystemProperties(
      String key, String text, Function<Configuration, Object> read, Object expected)
      throws Exception {
    assertThat(read.apply(source.property("bursar." + key, text).load())).isEqualTo(expected);
  }

  @Test
  void higherSourcesWinKeyByKey() throws Exception {
    source.yaml(
        """
        account: file
        mode: observe
        limits: {usd: 1, tokens: 1, calls: 1, retries: 1}
        reads: {log: [a, b]}
        """);
    source
        .variable("BURSAR_LIMITS_TOKENS", "2")
        .variable("BURSAR_LIMITS_CALLS", "2")
        .variable("BURSAR_LIMITS_RETRIES", "2")
        .variable("BURSAR_ACCOUNT", "environment")
        .variable("BURSAR_READS_LOG", "c, d");
    source.arguments("limits.calls=3,limits.retries=3,account=argument");
    source.property("bursar.limits.retries", "4").property("bursar.account", "property");

    Configuration config = source.load();

    assertThat(config.limits().get(Limit.USD)).isEqualTo(1_000_000_000L);
    assertThat(config.limits().get(Limit.TOKENS)).isEqualTo(2);
    assertThat(config.limits().get(Limit.CALLS)).isEqualTo(3);
    assertThat(config.limits().get(Limit.RETRIES)).isEqualTo(4);
    assertThat(config.account()).isEqualTo("property");
    assertThat(config.mode()).isEqualTo(Mode.OBSERVE);
    assertThat(config.reads().log()).containsExactly("c", "d");
  }

  @Test
  void theFileIsNamedByTheHighestSourceThatNamesOne() throws Exception {
    source.yaml("account: file").arguments("config=/nowhere.yaml");
    source.property("bursar.config", directory.resolve("bursar.yaml").toString());

    assertThat(source.load().account()).isEqualTo("file");
  }

  @Test
  void aLonePathIsAYamlFile() throws Exception {
    source.yaml("account: file").variable("BURSAR_CONFIG", "/nowhere.yaml");

    assertThat(source.arguments(directory.resolve("bursar.yaml").toString()).load().account())
        .isEqualTo("file");
  }

  @Test
  void pathsStartFromHomeFromTheFileOrFromTheWorkingDirectory() throws Exception {
    source.yaml("store: ~/ledger\nprices: extra.csv");
    assertThat(source.load().store()).isEqualTo(path("home/ledger"));
    assertThat(source.load().calls().prices()).isEqualTo(path("extra.csv"));

    source.arguments("store=ledger,prices=~");
    assertThat(source.load().store()).isEqualTo(path("work/ledger"));
    assertThat(source.load().calls().prices()).isEqualTo(path("home"));
  }

  @Test
  void noneLiftsALimitThatALowerSourceSet() throws Exception {
    source.yaml("limits: {usd: 5, calls: 10, time: 1h}");
    source.arguments("limits.usd=none,limits.calls=none,limits.time=none");

    assertThat(source.load().limits().get(Limit.USD)).isEqualTo(Limits.NONE);
    assertThat(source.load().limits().get(Limit.CALLS)).isEqualTo(Limits.NONE);
    assertThat(source.load().limits().get(Limit.TIME)).isEqualTo(Limits.NONE);
  }

  @Test
  void blankYamlValuesCountAsNotSet() throws Exception {
    source.yaml(
        "account:\nlimits: { usd: 5.00, input-tokens: , output-tokens: , time: ~ }\nreads:");

    assertThat(source.load().limits().get(Limit.USD)).isEqualTo(5_000_000_000L);
    assertThat(source.load().limits().get(Limit.INPUT_TOKENS)).isEqualTo(Limits.NONE);
    assertThat(source.load().account()).isEqualTo("default");
  }

  @Test
  void anEmptyFileSetsNothing() throws Exception {
    assertThat(source.yaml("# nothing yet\n").load().inForce()).startsWith("enforce; account def");
  }

  @Test
  void yamlTakesDottedKeysToo() throws Exception {
    assertThat(source.yaml("limits.usd: 5").load().limits().get(Limit.USD))
        .isEqualTo(5_000_000_000L);
  }

  @Test
  void groupsCanBeGivenAsOneText() throws Exception {
    source.variable("BURSAR_LIMITS", "{usd: 5, calls: 7}").arguments("limits={calls: 8}");

    assertThat(source.load().limits().get(Limit.USD)).isEqualTo(5_000_000_000L);
    assertThat(source.load().limits().get(Limit.CALLS)).isEqualTo(8);
  }

  @Test
  void otherVariablesAndPropertiesAreLeftAlone() throws Exception {
    source
        .variable("BURSAR_TEST_JDKS", "/opt/jdks")
        .variable("BURSAR_TESTS", "full")
        .variable("BURSAR_SERVICE_HOST", "10.0.0.1")
        .variable("BURSAR_PORT_7000_TCP", "tcp://10.0.0.1:7000")
        .variable("PATH", "/bin")
        .property("bursar.log", "stderr")
        .property("bursar.running", "enforce")
        .property("bursar.inject-fault", "store")
        .property("java.version", "17");

    assertThat(source.load().mode()).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void oneCeilingReplacesAnotherAsAWhole() throws Exception {
    source.yaml("unpriced: {input: 1, output: 2}").arguments("unpriced=refuse");

    assertThat(source.load().calls().unpriced()).isNull();
  }

  @Test
  void saysWhatIsInForceInOnePhrase() throws Exception {
    source.arguments(
        "store=/s,limits.usd=5.00,limits.calls=500,limits.time=90s,limits.in-flight=16,"
            + "limits.depth=3,limits.fanout=9,"
            + "limits.per=day,accounts=[{name: acme, when: {header: 'X-Tenant: acme'},"
            + " limits: {usd: 0.5}}]");

    assertThat(source.load().inForce())
        .isEqualTo(
            "enforce; account default: usd 5.00 per day, calls 500 per day, time 90s per day,"
                + " in-flight 16, depth 3, fanout 9; account acme: usd 0.50; store /s");
    assertThat(new Source(directory).arguments("store=/s,mode=observe").load().inForce())
        .isEqualTo("observe; account default: no limits; store /s");
    assertThat(new Source(directory).arguments("mode=off").load().inForce()).isEqualTo("off");
  }

  private File path(String relative) {
    return directory.resolve(relative).toFile();
  }
}
