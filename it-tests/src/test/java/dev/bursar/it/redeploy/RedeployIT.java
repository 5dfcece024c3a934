package dev.bursar.it.redeploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Build;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Java;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Store;
import dev.bursar.it.provider.Provider;
import dev.bursar.it.provider.Reply;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An app that is deployed 200 times, each time with a loader and a client of its own. */
class RedeployIT {
  private static final int TIMES = 200;

  private static final String LITTLE_ROOM = "-XX:MaxMetaspaceSize=128m";

  /** Another client: a class with a {@code call(base)}, and a line here. */
  static Stream<Arguments> apps() {
    return Stream.of(
        Arguments.of(ClientRow.oldest(ClientRow.Kind.OKHTTP), "OkHttpDeployed"),
        Arguments.of(ClientRow.oldest(ClientRow.Kind.JDK), "JdkHttpDeployed"));
  }

  @ParameterizedTest(name = "{1}, {0}")
  @MethodSource("apps")
  void leavesNoLoaderAndNoClassBehind(ClientRow client, String app) {
    try (Provider provider = Provider.start();
        Store store = Store.fresh()) {
      provider.always(Reply.normal().output(10));
      Outcome outcome = Java.run(Jdks.current(), command(client, app, provider, store));
      assertThat(outcome.exit()).as("%s", outcome).isZero();
      assertThat(outcome.out()).as("%s", outcome).hasSize(1);
      String[] counts = outcome.out().get(0).split(" ", -1);
      assertThat(Integer.parseInt(counts[0])).as("loaders left; %s", outcome).isZero();
      assertThat(Integer.parseInt(counts[2]))
          .as("classes at the end; %s", outcome)
          .isLessThanOrEqualTo(Integer.parseInt(counts[1]) + TIMES / 10);
      assertThat(store.account().spent("calls")).isEqualTo(2L * TIMES);
      assertThat(store.account().spent()).isEqualByComparingTo(provider.meter().total());
    }
  }

  private static List<String> command(
      ClientRow client, String app, Provider provider, Store store) {
    List<String> command = new ArrayList<>();
    command.add(Agent.on(store).limitUsd("1000").flag());
    command.addAll(
        List.of(
            LITTLE_ROOM,
            "-Xmx128m",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "-cp",
            Build.programs().toString(),
            "dev.bursar.programs.Redeploy",
            Stream.concat(Stream.of(Build.programs()), client.jars().stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)),
            "dev.bursar.programs." + app,
            provider.base(),
            Integer.toString(TIMES)));
    return command;
  }
}
