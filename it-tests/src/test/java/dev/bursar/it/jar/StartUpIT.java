package dev.bursar.it.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Build;
import dev.bursar.it.harness.Java;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a JVM starts with the agent. */
class StartUpIT {
  private static final String IDLE = "dev.bursar.programs.IdleProgram";

  private final Store store = Store.fresh();

  @AfterEach
  void close() {
    store.close();
  }

  static Stream<Jdk> jdks() {
    return Jdks.here().stream();
  }

  static Stream<Arguments> jdksAndFlags() {
    return Jdks.here().stream()
        .flatMap(
            jdk -> {
              List<Arguments> all = new ArrayList<>(List.of(Arguments.of(jdk, List.of())));
              if (jdk.version() >= 9) {
                all.add(Arguments.of(jdk, modules("java.base,java.instrument")));
              }
              if (jdk.version() >= 24) {
                all.add(Arguments.of(jdk, List.of("--sun-misc-unsafe-memory-access=deny")));
              }
              all.add(Arguments.of(jdk, List.of("-Xshare:off")));
              return all.stream();
            });
  }

  private static List<String> modules(String names) {
    return List.of("--limit-modules", names);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndFlags")
  void startsWithOneLineOnStderrAndNothingOnStdout(Jdk jdk, List<String> flags) {
    Outcome outcome = idle(jdk, Agent.on(store).limitUsd("5"), flags);
    assertThat(outcome.exit()).as("%s", outcome).isZero();
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).hasSize(1);
    assertThat(outcome.err().get(0)).containsIgnoringCase("bursar");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anAppWithoutCallsNeverLoadsTheHeavyParts(Jdk jdk) {
    Outcome outcome = idle(jdk, Agent.on(store).limitUsd("5"), List.of("-verbose:class"));
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).as("loaded classes").anyMatch(line -> line.contains("IdleProgram"));
    assertThat(outcome.out())
        .filteredOn(line -> !line.contains("source: jrt:") && !line.contains("rt.jar"))
        .noneMatch(line -> line.contains("net.bytebuddy"))
        .noneMatch(line -> line.contains("net.openhft"))
        .noneMatch(line -> line.contains("com.knuddels"));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anUnknownKeyStopsTheJvmWithOneLineThatNamesIt(Jdk jdk) {
    refusesToStart(jdk, Agent.on(store).with("limits.euro", "5"), "limits.euro");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limits.usd=lots",
        "limits.usd=-1",
        "limits.calls=1.5",
        "limits.per=fortnight",
        "mode=maybe",
        "on-refusal=shout",
        "wait=soon",
        "min-output=few",
        "durability=eternal"
      })
  void aBadValueStopsTheJvmWithOneLineThatNamesTheKey(String setting) {
    String key = setting.substring(0, setting.indexOf('='));
    String value = setting.substring(setting.indexOf('=') + 1);
    refusesToStart(Jdks.current(), Agent.on(store).with(key, value), key);
  }

  private static void refusesToStart(Jdk jdk, Agent agent, String key) {
    Outcome outcome = idle(jdk, agent, List.of());
    assertThat(outcome.exit()).as("%s", outcome).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).as("stderr").hasSize(1);
    assertThat(outcome.err().get(0)).contains(key);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theAgentGivenTwiceIsOneAgent(Jdk jdk) {
    Agent agent = Agent.on(store);
    Outcome outcome = idle(jdk, agent, List.of(agent.flag()));
    assertThat(outcome.exit()).as("%s", outcome).isZero();
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).hasSizeLessThanOrEqualTo(2);
  }

  private static Outcome idle(Jdk jdk, Agent agent, List<String> flags) {
    List<String> arguments = new ArrayList<>(flags);
    arguments.add(agent.flag());
    arguments.addAll(List.of("-cp", Build.programs().toString(), IDLE));
    return Java.run(jdk, arguments);
  }
}
