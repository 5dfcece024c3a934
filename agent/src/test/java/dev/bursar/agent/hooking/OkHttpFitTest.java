package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.hooking.HookState.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** A library that does not fit is left alone, all of it, and its calls pass. */
@Timeout(60)
class OkHttpFitTest {
  private static final String LACKS =
      "no class okio.Buffer$UnsafeCursor; no method okhttp3.RequestBody.isDuplex();"
          + " no method okhttp3.RequestBody.isOneShot(); and 2 more";

  @AfterEach
  void installAnew() {
    Rig.forget();
  }

  @TestFactory
  Stream<DynamicTest> aReleaseThatLacksThings() {
    VersionLoader loader = new VersionLoader(Path.of("target", "okhttp-unknown"));
    return Stream.concat(
        OkHttpTest.testsOf(loader, OkHttpUnknownScenarios.class),
        Stream.of(
            DynamicTest.dynamicTest(
                "says what is missing",
                () -> {
                  assertThat(loader).isNotNull(); // Keeps it, and with it the states, until here.
                  assertThat(unfit())
                      .filteredOn(state -> LACKS.equals(state.reason()))
                      .extracting(HookState::type)
                      .containsExactlyInAnyOrder("okhttp3.OkHttpClient", "okhttp3.RealCall");
                })));
  }

  /** The first class is woven before it is seen that the second, as it is loaded, does not fit. */
  @Test
  void whatWasWovenBeforeDoesNothingEither() throws Throwable {
    Path version = Path.of("target", "okhttp", "3.14.9");
    try (VersionLoader loader = new OtherRealCall(version)) {
      // Not the asynchronous one: there OkHttp itself reads the field from another class.
      OkHttpTest.run(loader, OkHttpUnknownScenarios.class, "passesSync");

      assertThat(unfit())
          .filteredOn(state -> "no field okhttp3.RealCall.forWebSocket".equals(state.reason()))
          .extracting(HookState::type)
          .containsExactlyInAnyOrder("okhttp3.OkHttpClient", "okhttp3.RealCall");
      assertThat(loader).isNotNull();
    }
  }

  private static List<HookState> unfit() {
    return Rig.govern(new ScriptedGovernor()).states().stream()
        .filter(state -> state.client().equals("okhttp"))
        .filter(state -> state.status() == Status.DOES_NOT_FIT)
        .toList();
  }

  /** Defines a class that is not the one whose file it shows. */
  private static final class OtherRealCall extends VersionLoader {
    private static final String REAL_CALL = "okhttp3.RealCall";

    OtherRealCall(Path jars) {
      super(jars);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (!name.equals(REAL_CALL)) {
        return super.findClass(name);
      }
      try {
        byte[] other =
            ClassFiles.changed(
                ClassFiles.of(name, this), ClassFiles.renamed("forWebSocket", "other"));
        return defineClass(name, other, 0, other.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
