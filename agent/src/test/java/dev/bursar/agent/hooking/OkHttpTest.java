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

/** Runs the scenarios against each version of OkHttp under {@code target/okhttp}. */
@Timeout(120)
class OkHttpTest {
  private static final Path VERSIONS = Path.of("target", "okhttp");
  private static final List<Class<?>> SCENARIOS =
      List.of(
          OkHttpScenarios.class,
          OkHttpBodyScenarios.class,
          OkHttpTeeScenarios.class,
          OkHttpSendingScenarios.class);

  @TestFactory
  List<DynamicContainer> versions() throws IOException {
    try (Stream<Path> versions = Files.list(VERSIONS)) {
      return versions.sorted().map(OkHttpTest::scenarios).toList();
    }
  }

  private static DynamicContainer scenarios(Path version) {
    VersionLoader loader = new VersionLoader(version);
    Stream<DynamicTest> tests = SCENARIOS.stream().flatMap(scenarios -> testsOf(loader, scenarios));
    return DynamicContainer.dynamicContainer(
        "OkHttp " + version.getFileName(),
        Stream.concat(tests, Stream.of(DynamicTest.dynamicTest("is live", () -> isLive(loader)))));
  }

  static Stream<DynamicTest> testsOf(VersionLoader loader, Class<?> scenarios) {
    try {
      Class<?> own = loader.scenarios(scenarios);
      Constructor<?> constructor =
          own.getDeclaredConstructor(ScriptedGovernor.class, TestServer.class);
      constructor.setAccessible(true);
      return Arrays.stream(own.getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(Scenario.class))
          .sorted(Comparator.comparing(Method::getName))
          .map(method -> scenario(constructor, method));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(scenarios.getName(), e);
    }
  }

  private static DynamicTest scenario(Constructor<?> constructor, Method method) {
    method.setAccessible(true);
    return DynamicTest.dynamicTest(method.getName(), () -> run(constructor, method));
  }

  /** Runs one scenario here and now. */
  static void run(VersionLoader loader, Class<?> scenarios, String name) throws Throwable {
    Class<?> own = loader.scenarios(scenarios);
    Constructor<?> constructor =
        own.getDeclaredConstructor(ScriptedGovernor.class, TestServer.class);
    constructor.setAccessible(true);
    Method method = own.getDeclaredMethod(name);
    method.setAccessible(true);
    run(constructor, method);
  }

  private static void run(Constructor<?> constructor, Method method) throws Throwable {
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
  }

  private static void isLive(VersionLoader loader) {
    assertThat(loader).isNotNull(); // Keeps the loader, and with it the states, until here.
    assertThat(Rig.govern(new ScriptedGovernor()).states())
        .filteredOn(state -> state.type().equals("okhttp3.OkHttpClient"))
        .extracting(HookState::client, HookState::status, HookState::reason)
        .contains(tuple("okhttp", Status.LIVE, null));
  }
}
