package dev.bursar.it.runs;

import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.ClientRow.Kind;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A coroutine is paid by the run that it was started in. */
class CoroutineRunsIT {
  private static final int OLDEST_JAVA = 8;

  static Stream<Arguments> detours() {
    return Stream.of(
            new Combo(ClientRow.beside(Kind.OKHTTP, "kotlinx-coroutines-1.11.0"), Jdks.current()),
            new Combo(
                ClientRow.beside(Kind.OKHTTP, "kotlinx-coroutines-1.6.0"),
                Jdks.orCurrent(OLDEST_JAVA)))
        .flatMap(
            combo ->
                Stream.of("default", "io", "one-by-one", "delayed", "blocking")
                    .map(detour -> Arguments.of(combo, "coroutine-" + detour)));
  }

  @ParameterizedTest
  @MethodSource("detours")
  void dispatchersCarryTheRun(Combo combo, String detour) {
    try (TwoRuns runs = TwoRuns.start(combo)) {
      runs.callAtOnce(detour, UnaryOperator.identity());
    }
  }

  static Stream<Arguments> engines() {
    ClientRow oldest = ClientRow.oldest(Kind.KTOR_CIO);
    return Stream.of(
            new Combo(ClientRow.newest(Kind.KTOR_CIO), Jdks.current()),
            new Combo(oldest, Jdks.orCurrent(oldest.oldestJava())))
        .flatMap(combo -> Stream.of(Arguments.of(combo, false), Arguments.of(combo, true)));
  }

  @ParameterizedTest(name = "{0}, a body that is awaited: {1}")
  @MethodSource("engines")
  void ktorsOwnEngineDecidesForTheRunOfItsCaller(Combo combo, boolean awaited) {
    try (TwoRuns runs = TwoRuns.start(combo)) {
      runs.callAtOnce("none", call -> call.with("oneshot", awaited));
    }
  }
}
