package dev.bursar.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged agent, with its store taken away, cut and changed under it. */
class StoreFaultIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  static Stream<Combo> combos() {
    return Combo.newestEverywhere(ClientRow.Kind.OKHTTP);
  }

  private static Rig rig(Combo combo, String onError) {
    Rig rig = Rig.start(combo, agent -> agent.limitUsd("100").with("on-error", onError), "-Xmx64m");
    rig.provider().always(Reply.normal().output(40));
    assertThat(call(rig).status()).isEqualTo(200);
    rig.settledExactly();
    return rig;
  }

  private static Answer call(Rig rig) {
    return rig.ask(Ask.chat("gpt-4o").max(60));
  }

  private static Path file(Rig rig, String name) {
    return rig.store().directory().resolve(name);
  }

  /** Calls until the agent has noticed; what it says then. */
  private static Answer refused(Rig rig) {
    Answer[] last = new Answer[1];
    Awaitility.await()
        .atMost(SOON)
        .until(
            () -> {
              last[0] = call(rig);
              return last[0].refused();
            });
    long hits = rig.provider().hits();
    Answer next = call(rig);
    assertThat(next.refused()).as("%s", next).isTrue();
    assertThat(rig.provider().hits()).isEqualTo(hits);
    return next;
  }

  @ParameterizedTest
  @MethodSource("combos")
  void aStoreThatIsAwayStopsCallsUntilItIsBack(Combo combo) throws IOException {
    try (Rig rig = rig(combo, "refuse")) {
      Path dir = rig.store().directory();
      Path away = dir.resolveSibling("away");
      Files.move(dir, away);
      assertThat(refused(rig).toString()).contains("header is gone", "put it back");
      deleteLog(dir); // where the agent wrote down why
      Files.move(away, dir);
      Awaitility.await().atMost(SOON).until(() -> call(rig).status() == 200);
      assertThat(rig.store().doctor().path("findings").toString()).contains("is consistent");
      assertThat(rig.store().account().spent("calls")).isLessThanOrEqualTo(rig.provider().hits());
    }
  }

  private static void deleteLog(Path dir) throws IOException {
    if (Files.exists(dir)) {
      try (Stream<Path> files = Files.walk(dir)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("combos")
  void aCutStoreRefusesCallsAndDoesNotEndTheApp(Combo combo) throws IOException {
    try (Rig rig = rig(combo, "refuse")) {
      cut(rig);
      assertThat(refused(rig).toString()).contains("regions.map has 0 bytes", "was cut");
      assertThat(rig.app().alive()).isTrue();
    }
  }

  private static void cut(Rig rig) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(file(rig, "regions.map").toFile(), "rw")) {
      file.setLength(0);
    }
  }

  @ParameterizedTest
  @MethodSource("combos")
  void whereErrorsAreAllowedCallsPassAndFaultsAreCounted(Combo combo) throws IOException {
    try (Rig rig = rig(combo, "allow")) {
      cut(rig);
      for (int i = 0; i < 20; i++) {
        Answer answer = call(rig);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      }
      assertThat(rig.provider().hits()).isEqualTo(21);
      assertThat(rig.store().faults()).isPositive();
      assertThat(rig.app().alive()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("combos")
  void aChangedStoreStopsCallsUntilItIsRepaired(Combo combo) throws IOException {
    try (Rig rig = rig(combo, "refuse")) {
      try (RandomAccessFile header = new RandomAccessFile(file(rig, "header").toFile(), "rw")) {
        header.seek(144); // how many entries of the central journal are valid
        header.write(7);
      }
      assertThat(refused(rig).toString()).contains("journal", "doctor --repair");
      Outcome repaired = rig.store().with(Jdks.current()).run("doctor", "--repair");
      assertThat(repaired.text()).contains("damaged and is empty now", "is consistent");
      Awaitility.await().atMost(SOON).until(() -> call(rig).status() == 200);
      rig.settledAtLeast();
    }
  }
}
