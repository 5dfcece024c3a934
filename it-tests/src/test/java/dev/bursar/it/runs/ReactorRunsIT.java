package dev.bursar.it.runs;

import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.ClientRow.Kind;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Reactor does elsewhere is paid by the run that subscribed to it. */
class ReactorRunsIT {
  static Stream<Arguments> schedulers() {
    ClientRow newest = ClientRow.newest(Kind.REACTOR_NETTY);
    ClientRow oldest = ClientRow.oldest(Kind.REACTOR_NETTY);
    return Stream.of(
            new Combo(newest, Jdks.current()),
            new Combo(oldest, Jdks.orCurrent(oldest.oldestJava())))
        .flatMap(
            combo ->
                Stream.of("elastic", "parallel", "delay", "block")
                    .map(on -> Arguments.of(combo, on)));
  }

  static Stream<Combo> clients() {
    return Stream.of(new Combo(ClientRow.newest(Kind.REACTOR_NETTY), Jdks.current()));
  }

  @ParameterizedTest
  @MethodSource("schedulers")
  void itsSchedulersCarryTheRun(Combo combo, String on) {
    try (TwoRuns runs = TwoRuns.start(combo)) {
      runs.callAtOnce("none", call -> call.with("on", on));
    }
  }

  @ParameterizedTest
  @MethodSource("clients")
  void aBodyThatComesFromAnotherThreadIsPaidByTheRequest(Combo combo) {
    try (TwoRuns runs = TwoRuns.start(combo, "-Dprograms.connections=1")) {
      runs.warmUp();
      runs.callAtOnce("none", call -> call.with("late", true));
    }
  }
}
