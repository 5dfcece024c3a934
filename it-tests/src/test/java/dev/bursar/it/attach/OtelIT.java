package dev.bursar.it.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.App;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.Build;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.ReceivedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Beside the OpenTelemetry Java agent, whichever was there first: both work. Attached, it does not
 * trace clients that were built before; then it is only asked to be there.
 */
class OtelIT {
  private static final Ask CALL = Ask.chat("gpt-4o").max(20);

  /** Who comes first, and how ours comes. */
  enum Order {
    OTHERS_FIRST,
    OURS_FIRST,
    OURS_ATTACHED,
    OTHERS_ATTACHED
  }

  static Stream<Arguments> all() {
    return Stream.of(ClientRow.Kind.values())
        .filter(kind -> kind.transport() && !kind.wraps())
        .flatMap(Combo::newest)
        .flatMap(combo -> Stream.of(Order.values()).map(order -> Arguments.of(combo, order)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void callsAreHeldAndTracedAlike(Combo combo, Order order) throws Exception {
    try (Rig rig = start(combo, order)) {
      BigDecimal before = BigDecimal.ZERO;
      if (order == Order.OURS_ATTACHED) {
        assertThat(rig.ask(CALL).status()).isEqualTo(200);
        before = rig.provider().meter().total();
        String arguments = Agent.on(rig.store()).with("limits.calls", 1).arguments();
        Outcome attached = rig.attach(combo.jdk(), arguments);
        assertThat(attached.exit()).as("%s", attached).isZero();
      }
      if (order == Order.OTHERS_ATTACHED) {
        assertThat(rig.ask(CALL).status()).isEqualTo(200);
        attach(rig.app());
      }
      long hits = rig.provider().hits();
      Answer passed = rig.ask(CALL);
      assertThat(passed.status()).as("%s", passed).isEqualTo(200);
      if (order == Order.OTHERS_ATTACHED) {
        assertThat(rig.app().stderr()).anyMatch(OtelIT::greets);
      } else {
        assertThat(header(rig.provider().lastReceived())).as("traceparent").startsWith("00-");
      }
      Answer refused = rig.ask(CALL);
      assertThat(refused.refused()).as("%s", refused).isTrue();
      assertThat(rig.provider().hits()).isEqualTo(hits + 1);

      assertThat(rig.store().account().spent())
          .isEqualByComparingTo(rig.provider().meter().total().subtract(before));
      assertThat(rig.store().doctor().findValuesAsText("state")).contains("live");
      assertThat(rig.store().faults()).isZero();
      assertThat(rig.app().strayOutput()).isEmpty();
      assertThat(strange(rig.app())).as("stderr").isEmpty();
    }
  }

  private static Rig start(Combo combo, Order order) {
    String agent = "-javaagent:" + jar();
    String[] flags = {
      "-XX:+IgnoreUnrecognizedVMOptions",
      "-XX:+EnableDynamicAgentLoading",
      "-Dotel.traces.exporter=none",
      "-Dotel.metrics.exporter=none",
      "-Dotel.logs.exporter=none"
    };
    return switch (order) {
      case OTHERS_FIRST ->
          Rig.startBehind(agent, combo, ours -> ours.with("limits.calls", 1), flags);
      case OURS_FIRST ->
          Rig.start(
              combo,
              ours -> ours.with("limits.calls", 1),
              Stream.concat(Stream.of(agent), Stream.of(flags)).toArray(String[]::new));
      case OTHERS_ATTACHED -> Rig.start(combo, ours -> ours.with("limits.calls", 2), flags);
      case OURS_ATTACHED ->
          Rig.bare(combo, Stream.concat(Stream.of(agent), Stream.of(flags)).toArray(String[]::new));
    };
  }

  private static void attach(App app) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(app.pid()));
    try {
      machine.loadAgent(jar().toString());
    } finally {
      machine.detach();
    }
  }

  private static boolean greets(String line) {
    return line.contains("VersionLogger - opentelemetry-javaagent - version");
  }

  private static Path jar() {
    Path jars = Build.clients().resolve("opentelemetry-javaagent-2.33.1/target/jars");
    try (Stream<Path> found = Files.list(jars)) {
      return found.findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String header(ReceivedRequest request) {
    return request.headers().stream()
        .filter(header -> header.getKey().equals("traceparent"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  /** What is neither agent's one line, nor the JVM's own remark on a longer boot class path. */
  private static List<String> strange(App app) {
    return app.stderr().stream()
        .filter(line -> !line.startsWith("bursar 0"))
        .filter(line -> !greets(line))
        .filter(line -> !line.contains("Sharing is only supported for boot loader classes"))
        .toList();
  }
}
