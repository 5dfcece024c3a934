package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bursar.agent.hooking.HookState.Status;
import dev.bursar.gate.Gate;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Runs {@link OkHttpScenarios} against each version of OkHttp under {@code target/okhttp}. */
@Timeout(120)
class OkHttpTest {
  private static final Path VERSIONS = Path.of("target", "okhttp");

  @TestFactory
  List<DynamicContainer> versions() throws IOException {
    try (Stream<Path> versions = Files.list(VERSIONS)) {
      return versions.sorted().map(OkHttpTest::scenarios).toList();
    }
  }

  private static DynamicContainer scenarios(Path version) {
    VersionLoader loader = new VersionLoader(version);
    try {
      Class<?> scenarios = loader.scenarios();
      Constructor<?> constructor =
          scenarios.getDeclaredConstructor(ScriptedGovernor.class, TestServer.class);
      constructor.setAccessible(true);
      return DynamicContainer.dynamicContainer(
          "OkHttp " + version.getFileName(),
          Stream.concat(
              Arrays.stream(scenarios.getDeclaredMethods())
                  .filter(method -> method.isAnnotationPresent(Scenario.class))
                  .sorted(Comparator.comparing(Method::getName))
                  .map(method -> scenario(constructor, method)),
              Stream.of(DynamicTest.dynamicTest("is live", () -> isLive(loader)))));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(version.toString(), e);
    }
  }

  private static DynamicTest scenario(Constructor<?> constructor, Method method) {
    method.setAccessible(true);
    return DynamicTest.dynamicTest(
        method.getName(),
        () -> {
          ScriptedGovernor governor = new ScriptedGovernor();
          Rig.govern(governor);
          long faults = Gate.faults();
          try (TestServer server = new TestServer()) {
            method.invoke(constructor.newInstance(governor, server));
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
          if (!method.getName().contains("Fault")) {
            assertThat(Gate.faults()).as("faults").isEqualTo(faults);
          }
        });
  }

  private static void isLive(VersionLoader loader) {
    assertThat(loader).isNotNull(); // Keeps the loader, and with it the states, until here.
    assertThat(Rig.govern(new ScriptedGovernor()).states())
        .filteredOn(state -> state.type().equals("okhttp3.OkHttpClient"))
        .extracting(HookState::client, HookState::status, HookState::reason)
        .containsExactly(tuple("okhttp", Status.LIVE, null));
  }
}
