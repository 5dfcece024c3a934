package dev.bursar.it.runs;

import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.ClientRow.Kind;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.How;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.provider.Protocol;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs that share a client on Netty: which event loop writes a request, and what it has just done,
 * says nothing of who pays.
 */
@ParameterizedClass
@MethodSource("clients")
class EventLoopRunsIT {
  private static final String ONE_CONNECTION = "-Dprograms.connections=1";

  @Parameter Combo combo;

  static Stream<Combo> clients() {
    ClientRow reactor = ClientRow.newest(Kind.REACTOR_NETTY);
    return Stream.concat(
        Stream.of(Kind.REACTOR_NETTY, Kind.WEB_CLIENT, Kind.VERTX, Kind.ASYNC_HTTP)
            .flatMap(EventLoopRunsIT::clients),
        Stream.of(new Combo(reactor, Jdks.current(), How.PREMAIN, Protocol.HTTPS_2)));
  }

  private static Stream<Combo> clients(Kind kind) {
    ClientRow oldest = ClientRow.oldest(kind);
    return Stream.of(
        new Combo(ClientRow.newest(kind), Jdks.current()),
        new Combo(oldest, Jdks.orCurrent(oldest.oldestJava())));
  }

  @Test
  void eachPaysForItsOwnCallsWhereWhoeverIsDoneWakesTheNext() {
    try (TwoRuns runs = TwoRuns.start(combo, ONE_CONNECTION)) {
      runs.callAtOnce("none", UnaryOperator.identity());
    }
  }

  @Test
  void theNextCallOfAChainIsPaidByTheRunOfTheOneBefore() {
    // Its callers wait for a connection on the event loop itself.
    boolean wide = combo.client().kind() == Kind.ASYNC_HTTP;
    try (TwoRuns runs = wide ? TwoRuns.start(combo) : TwoRuns.start(combo, ONE_CONNECTION)) {
      runs.callAtOnce("none", call -> call.with("chained", true));
    }
  }
}
