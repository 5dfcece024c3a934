package dev.bursar.it.attach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.App;
import dev.bursar.it.harness.Build;
import dev.bursar.it.harness.Java;
import dev.bursar.it.harness.Jdk;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small runtimes, made with jlink, as targets and as the command's own Java; containers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuntimesAttachIT {
  private static final String AGENTS = "java.base,java.instrument";

  private Path directory;

  @BeforeAll
  void make() throws IOException {
    directory = Files.createTempDirectory(Build.module().resolve("target"), "runtimes");
    for (Jdk jdk : linkers()) {
      link(jdk, AGENTS, directory.resolve("agents-" + jdk.version()));
    }
    link(linkers().get(0), "java.base", directory.resolve("base"));
  }

  @AfterAll
  void delete() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The build's own, and the newest of those that know sockets of the kind. */
  private static List<Jdk> linkers() {
    List<Jdk> all = new ArrayList<>(List.of(Jdks.current()));
    Jdks.here().stream()
        .filter(jdk -> jdk.version() == 25 && jdk.version() != Jdks.current().version())
        .forEach(all::add);
    return all;
  }

  private static void link(Jdk jdk, String modules, Path home) {
    List<String> command =
        List.of(
            jdk.home().resolve("bin/jlink").toString(),
            "--add-modules",
            modules,
            "--output",
            home.toString());
    try {
      Process linker = new ProcessBuilder(command).inheritIO().start();
      assertThat(linker.waitFor()).as("%s", command).isZero();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Jdk small(Jdk of) {
    return new Jdk(of.version(), directory.resolve("agents-" + of.version()));
  }

  Stream<Arguments> pairs() {
    return linkers().stream()
        .flatMap(
            command ->
                Stream.concat(Jdks.ends().stream(), linkers().stream().map(this::small))
                    .map(target -> Arguments.of(small(command), target)));
  }

  @ParameterizedTest(name = "{0} without jdk.attach to {1}")
  @MethodSource("pairs")
  void aRuntimeWithoutTheApiAttachesAllTheSame(Jdk command, Jdk target) {
    try (Store store = Store.fresh();
        App app = idle(target)) {
      String arguments = Agent.on(store).limitUsd("5").arguments();
      Outcome attached = attach(command, app, arguments);
      assertThat(attached.exit()).as("%s", attached).isZero();
      assertThat(attached.text()).startsWith("attached to JVM " + app.pid() + ", Java ");
      Outcome again = attach(command, app, "limits.usd=6");
      assertThat(again.exit()).as("%s", again).isZero();
      assertThat(again.text()).contains("account default: usd 6.00; store " + store.directory());
      Outcome wrong = attach(command, app, "limits.usd=much");
      assertThat(wrong.exit()).as("%s", wrong).isEqualTo(2);
    }
  }

  /** Java 11 knows no such sockets either. */
  @Test
  void aRuntimeThatCannotAttachHasAnotherJavaDoIt() {
    Jdk old = Jdks.orCurrent(11);
    Assumptions.assumeTrue(old.version() == 11, "Java 11 is not on this machine");
    Path home = directory.resolve("agents-11");
    link(old, AGENTS, home);
    try (Store store = Store.fresh();
        App app = idle(Jdks.current())) {
      String arguments = Agent.on(store).limitUsd("5").arguments();
      Outcome attached = attach(new Jdk(11, home), app, arguments);
      assertThat(attached.exit()).as("%s", attached).isZero();
      assertThat(attached.text()).startsWith("attached to JVM " + app.pid() + ", Java ");
      Outcome wrong = attach(new Jdk(11, home), app, "limits.usd=much");
      assertThat(wrong.exit()).as("%s", wrong).isEqualTo(2);
    }
  }

  @Test
  void aTargetWithoutAgentsIsLeftAloneWithAClearWord() {
    try (App app = idle(new Jdk(Jdks.current().version(), directory.resolve("base")))) {
      Outcome refused = attach(Jdks.current(), app, "limits.usd=5");
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.err())
          .singleElement()
          .asString()
          .contains("without the module java.instrument", "jlink --add-modules java.instrument");
      assertThat(app.alive()).isTrue();
      assertThat(app.stderr()).isEmpty();
      assertThat(app.strayOutput()).isEmpty();
    }
  }

  /** With a file system, a {@code /tmp} and process numbers of its own, as in a container. */
  @ParameterizedTest
  @MethodSource("commands")
  void findsAJvmInAContainer(Jdk command) throws Exception {
    List<String> apart =
        List.of("unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork");
    Assumptions.assumeTrue(permits(apart), "unshare is not permitted on this machine");
    Path jar = Build.agentJar().getParent();
    Path classes = Path.of("/mnt/classes");
    String hide =
        ("mount -t tmpfs none /mnt && cp -r " + Build.programs() + " " + classes)
            + " && mount -t tmpfs none /tmp && mount -t proc none /proc"
            + (" && { [ ! -d " + jar + " ] || mount -t tmpfs none " + jar + "; }")
            + " && exec \"$0\" \"$@\"";
    List<String> prefix = new ArrayList<>(apart);
    prefix.addAll(List.of("sh", "-c", hide));
    try (App app = App.waiting(prefix, Jdks.current(), List.of(), classes)) {
      long pid = child(app);
      Outcome attached =
          Java.bursar(command, List.of("attach", Long.toString(pid), "store=/tmp/s,limits.usd=5"));
      assertThat(attached.exit()).as("%s", attached).isZero();
      assertThat(attached.text()).startsWith("attached to JVM " + pid).contains("; store /tmp/s");
      Outcome again =
          Java.bursar(command, List.of("attach", Long.toString(pid), "limits.usd=6", "--json"));
      assertThat(again.exit()).as("%s", again).isZero();
      assertThat(again.text()).contains("\"pid\":" + pid + ",\"alive\":true", "usd 6.00");
      Outcome listed = Java.bursar(command, List.of("ps"));
      assertThat(listed.out())
          .filteredOn(line -> line.strip().startsWith(pid + " "))
          .singleElement()
          .asString()
          .contains("yes", "usd 6.00");
    }
  }

  static Stream<Jdk> commands() {
    return Stream.concat(Stream.of(Jdks.current()), Jdks.ends().stream()).distinct();
  }

  private static boolean permits(List<String> command) throws Exception {
    List<String> probe = new ArrayList<>(command);
    probe.addAll(List.of("mount", "-t", "proc", "none", "/proc"));
    try {
      return new ProcessBuilder(probe).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The JVM below the program that has set it apart. */
  private static long child(App app) {
    return ProcessHandle.of(app.pid())
        .orElseThrow()
        .descendants()
        .reduce((parent, child) -> child)
        .orElseThrow()
        .pid();
  }

  private static Outcome attach(Jdk command, App app, String arguments) {
    return Java.bursar(command, List.of("attach", Long.toString(app.pid()), arguments));
  }

  private static App idle(Jdk jdk) {
    return App.waiting(List.of(), jdk, loading(jdk), Build.programs());
  }

  private static List<String> loading(Jdk jdk) {
    return jdk.version() < 21 ? List.of() : List.of("-XX:+EnableDynamicAgentLoading");
  }
}
