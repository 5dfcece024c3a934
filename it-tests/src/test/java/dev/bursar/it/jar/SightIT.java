package dev.bursar.it.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Rig;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the app can see of the agent: the gate, and nothing else. */
class SightIT {
  private static final List<String> HIDDEN =
      List.of(
          "net.bytebuddy.ByteBuddy",
          "net.bytebuddy.agent.builder.AgentBuilder",
          "org.objectweb.asm.ClassReader",
          "com.fasterxml.jackson.core.JsonFactory",
          "net.openhft.chronicle.map.ChronicleMap",
          "net.openhft.chronicle.core.OS",
          "net.openhft.chronicle.bytes.Bytes",
          "org.slf4j.LoggerFactory",
          "picocli.CommandLine",
          "org.snakeyaml.engine.v2.api.Load",
          "com.knuddels.jtokkit.Encodings",
          "dev.bursar.store.Ledger",
          "dev.bursar.interceptors.Hook");

  static Stream<Combo> combos() {
    return Stream.of(ClientRow.Kind.OKHTTP, ClientRow.Kind.JDK, ClientRow.Kind.HTTP_URL_CONNECTION)
        .flatMap(Combo::newest);
  }

  @ParameterizedTest
  @MethodSource("combos")
  void theAppSeesTheGateAndNothingElse(Combo combo) {
    try (Rig rig = Rig.start(combo, agent -> agent.limitUsd("1"))) {
      assertThat(rig.ask(Ask.chat("gpt-4o").max(20)).status()).isEqualTo(200);
      Answer seen = rig.app().ask(Ask.classes(HIDDEN));
      assertThat(seen.text()).as("seen").isEmpty();
      String refusal = "dev.bursar.gate.BudgetExceededException";
      assertThat(rig.app().ask(Ask.classes(List.of(refusal))).text()).isEqualTo(refusal);
    }
  }
}
