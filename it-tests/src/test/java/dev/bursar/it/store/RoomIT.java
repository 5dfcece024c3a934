package dev.bursar.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged agent makes room in the history of calls before calls need it. */
class RoomIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Where the header has the number of blocks that the history of calls has. */
  private static final int BLOCKS_OF_CALLS = 296;

  static Stream<Combo> combos() {
    return Combo.newestEverywhere(ClientRow.Kind.OKHTTP);
  }

  private static long blocks(Rig rig) throws IOException {
    byte[] header = Files.readAllBytes(rig.store().directory().resolve("header"));
    return ByteBuffer.wrap(header).order(ByteOrder.nativeOrder()).getLong(BLOCKS_OF_CALLS);
  }

  @ParameterizedTest
  @MethodSource("combos")
  void aCallHasTheNextBlockMadeForThoseAfterIt(Combo combo) {
    try (Rig rig = Rig.start(combo, agent -> agent.limitUsd("100"), "-Xmx64m")) {
      rig.provider().always(Reply.normal().output(40));
      assertThat(rig.ask(Ask.chat("gpt-4o").max(60)).status()).isEqualTo(200);
      rig.settledExactly();
      Awaitility.await().atMost(SOON).until(() -> blocks(rig) == 2);
      assertThat(rig.store().calls()).hasSize(1);
      assertThat(rig.store().faults()).isZero();
    }
  }
}
