package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that go away, are replaced or cut while the store is open. */
@Timeout(120)
class VigilTest {
  @TempDir Path temp;
  private Path dir;
  private Fixture f;
  private Account root;
  private long hold;

  @BeforeEach
  void open() {
    dir = temp.resolve("store");
    f = new Fixture(dir);
    root = f.root(Limit.USD, 100);
    hold = f.reserveUsd(root, 10);
  }

  @AfterEach
  void close() {
    f.close();
  }

  private void aMomentLater() {
    f.clock.addAndGet(1_000);
  }

  private void everythingFails(String... messages) {
    aMomentLater();
    assertThatThrownBy(() -> f.reserveUsd(root, 1))
        .isInstanceOf(StoreException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(messages));
    assertThatThrownBy(() -> f.ledger.settle(hold, 1, 0, 0)).hasMessageContainingAll(messages);
    assertThatThrownBy(() -> f.ledger.sent(hold)).hasMessageContainingAll(messages);
    assertThatThrownBy(() -> f.ledger.find("root")).hasMessageContainingAll(messages);
    assertThatThrownBy(() -> f.ledger.accounts()).hasMessageContainingAll(messages);
    assertThatThrownBy(() -> f.ledger.verify()).hasMessageContainingAll(messages);
    assertThatThrownBy(() -> f.store.calls().tail(1)).hasMessageContainingAll(messages);
    assertThatThrownBy(
            () -> f.store.calls().append(CallRecord.builder(1, CallRecord.Outcome.SETTLED).build()))
        .hasMessageContainingAll(messages);
  }

  private void everythingGoesOn() {
    aMomentLater();
    assertThat(f.reserveUsd(root, 91)).isZero();
    assertThat(f.ledger.settle(hold, 7, 0, 0)).isTrue();
    assertThat(f.view("root").spent().usdNanos()).isEqualTo(7);
    assertThat(f.ledger.verify().problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"header", "regions.map", "names-1.map", "processes"})
  void aFileThatIsAwayStopsEverythingUntilItIsBack(String name) throws IOException {
    Files.move(dir.resolve(name), temp.resolve(name));
    everythingFails("store/" + name + " is gone", "put it back, or start the app again");
    Files.move(temp.resolve(name), dir.resolve(name));
    everythingGoesOn();
  }

  @ParameterizedTest
  @ValueSource(strings = {"header", "regions.map", "names-1.map", "processes"})
  void aFileThatWasReplacedStopsEverything(String name) throws IOException {
    Files.move(dir.resolve(name), temp.resolve(name));
    Files.copy(temp.resolve(name), dir.resolve(name));
    everythingFails("store/" + name + " is another file than the one that was opened");
    Files.delete(dir.resolve(name));
    Files.move(temp.resolve(name), dir.resolve(name));
    everythingGoesOn();
  }

  @Test
  void ofTwoStoresInOnePlaceOnlyTheOneThatIsThereGoesOn() throws IOException {
    Path away = temp.resolve("away");
    Files.move(dir, away);
    try (Fixture other = new Fixture(temp.resolve("other"))) {
      assertThat(other.root(Limit.USD, 100)).isNotNull();
    }
    Files.move(temp.resolve("other"), dir);
    everythingFails("is another file");
    Files.move(dir, temp.resolve("other"));
    Files.move(away, dir);
    everythingGoesOn();
  }

  @Test
  void aCutFileStopsEverythingForGood() throws IOException {
    Path map = dir.resolve("regions.map");
    long length = Files.size(map);
    try (RandomAccessFile content = new RandomAccessFile(map.toFile(), "rw")) {
      content.setLength(length / 2);
    }
    everythingFails("regions.map has " + length / 2 + " bytes, and had " + length, "was cut");
    try (RandomAccessFile content = new RandomAccessFile(map.toFile(), "rw")) {
      content.setLength(length);
    }
    everythingFails("was cut");
  }

  @Test
  void aLostStoreCanBeClosed() throws IOException {
    Files.move(dir, temp.resolve("away"));
    f.close();
    assertThatThrownBy(() -> f.ledger.find("root")).hasMessageContaining("closed");
    Files.move(temp.resolve("away"), dir);
    try (Child child = new Child(dir)) {
      assertThat(child.hear()).isEqualTo("ready");
      assertThat(child.ask("reserve 2 50")).isEqualTo("2"); // the hold was never sent
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"regions.map", "header"})
  void aCutUnderABusyProcessIsAnErrorAndNotItsEnd(String name) throws IOException {
    assumeTrue(
        Runtime.version().feature() >= 25 || !name.equals("header"),
        "up to Java 21 a swap in a cut header can end the JVM");
    try (Child child = new Child(dir)) {
      assertThat(child.hear()).isEqualTo("ready");
      assertThat(child.ask("spend 20000")).isEqualTo("spent");
      child.tell("storm-until-error");
      assertThat(child.hear()).isEqualTo("settled");
      try (RandomAccessFile content = new RandomAccessFile(dir.resolve(name).toFile(), "rw")) {
        content.setLength(0);
      }
      String heard = child.hear();
      while ("settled".equals(heard)) {
        heard = child.hear();
      }
      assertThat(heard).contains(name + " has 0 bytes", "was cut");
      assertThat(child.ask("alive")).isEqualTo("yes");
    }
  }

  @Test
  void aCutThatIsMetWhereRoomIsMadeIsAnErrorToo() throws IOException {
    try (Child child = new Child(dir)) {
      assertThat(child.hear()).isEqualTo("ready");
      assertThat(child.ask("call")).isEqualTo("appended");
      try (RandomAccessFile map = new RandomAccessFile(dir.resolve("regions.map").toFile(), "rw")) {
        map.setLength(0);
      }
      assertThat(child.ask("try-room")).contains("regions.map has 0 bytes", "was cut");
      assertThat(child.ask("alive")).isEqualTo("yes");
    }
  }
}
