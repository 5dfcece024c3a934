package dev.bursar.it.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.Build;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Java;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.JvmWords;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A jar under a name that its manifest does not know: a release's, with the version in it. */
class RenamedJarIT {
  /** Of the JVM, when it is attached to. */
  private static final String NOT_OF_THAT_NAME =
      "WARNING: bursar.jar not added to bootstrap class loader search";

  @TempDir private Path directory;

  static Stream<Combo> newest() {
    return Jdks.here().stream().map(RenamedJarIT::combo);
  }

  private static Combo combo(Jdk jdk) {
    return new Combo(ClientRow.newest(ClientRow.Kind.OKHTTP), jdk);
  }

  @ParameterizedTest
  @MethodSource("newest")
  void holdsWithTheApp(Combo combo) throws IOException {
    Path jar = renamed();
    try (Rig rig = Rig.start(combo, agent -> limited(agent).from(jar))) {
      isMeteredAndThenStopped(rig);
    }
  }

  @ParameterizedTest
  @MethodSource("newest")
  void holdsAfterAttach(Combo combo) throws IOException {
    Path jar = renamed();
    try (Rig rig = Rig.bare(combo)) {
      String arguments = limited(Agent.on(rig.store())).arguments();
      for (int time = 0; time < 2; time++) {
        Outcome attached =
            Java.run(
                Jdks.current(),
                List.of(
                    "-jar", jar.toString(), "attach", Long.toString(rig.app().pid()), arguments));
        assertThat(attached.exit()).as("%s; %s", attached, rig.app()).isZero();
      }
      isMeteredAndThenStopped(rig);
    }
  }

  private Path renamed() throws IOException {
    return Files.copy(Build.agentJar(), directory.resolve("bursar 0.1.0+a.jar"));
  }

  private static Agent limited(Agent agent) {
    return agent.limitUsd("100").with("limits.calls", 1);
  }

  private static void isMeteredAndThenStopped(Rig rig) {
    rig.provider().always(Reply.normal().foreign().output(40));
    assertThat(rig.ask(Ask.chat("gpt-4o").max(60)).status()).as("%s", rig.app()).isEqualTo(200);
    assertThat(rig.ask(Ask.chat("gpt-4o").max(60)).refused()).isTrue();
    rig.settledExactly();
    assertThat(rig.provider().hits()).isEqualTo(1);
    assertThat(rig.app().strayOutput()).isEmpty();
    assertThat(rig.store().faults()).isZero();
    assertThat(rig.app().stderr())
        .allMatch(
            line ->
                line.startsWith("bursar ")
                    || line.startsWith(NOT_OF_THAT_NAME)
                    || JvmWords.has(line));
  }
}
