package dev.bursar.it.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JVMs that are set up in unusual ways: small run-time images, other languages, strict memory. */
class RuntimesIT {
  private static final String LEAN = "java.base,java.instrument,java.net.http";

  static Stream<Arguments> runtimes() {
    return Stream.of(
            on(ClientRow.Kind.JDK, version -> true, "--limit-modules", LEAN),
            on(
                ClientRow.Kind.JDK,
                version -> version >= 24,
                "--sun-misc-unsafe-memory-access=deny"),
            on(
                ClientRow.Kind.OKHTTP,
                version -> true,
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Dfile.encoding=US-ASCII"),
            on(ClientRow.Kind.OKHTTP, version -> version == 17, "-Xmx40m"))
        .flatMap(all -> all);
  }

  private static Stream<Arguments> on(
      ClientRow.Kind kind, Predicate<Integer> versions, String... flags) {
    return Jdks.here().stream()
        .filter(jdk -> jdk.version() >= kind.oldest() && versions.test(jdk.version()))
        .map(jdk -> Arguments.of(new Combo(ClientRow.newest(kind), jdk), List.of(flags)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("runtimes")
  void isMeteredAndThenStopped(Combo combo, List<String> flags) {
    try (Rig rig =
        Rig.start(
            combo,
            agent -> agent.limitUsd("100").with("limits.calls", 2),
            flags.toArray(String[]::new))) {
      rig.provider().always(Reply.normal().foreign().output(40));
      for (Ask allowed :
          List.of(Ask.chat("gpt-4o").max(60), Ask.chat("gpt-4o").max(60).streamed())) {
        Answer answer = rig.ask(allowed);
        assertThat(answer.status()).as("%s %s", answer, rig.app()).isEqualTo(200);
      }
      assertThat(rig.ask(Ask.chat("gpt-4o").max(60)).refused()).isTrue();
      rig.settledExactly();
      assertThat(rig.app().stderr()).as("one line of ours").hasSize(1);
      rig.quietWithFaults(0);
    }
  }
}
