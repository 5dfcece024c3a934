package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The directory: made once, refused by name when it is not what it should be. */
@Timeout(60)
class StoreFilesTest {
  @TempDir Path temp;

  private Path dir() {
    return temp.resolve("store");
  }

  private Path made() {
    try (Fixture f = new Fixture(dir())) {
      f.ledger.settle(f.reserveUsd(f.root(Limit.USD, 10), 1), 1, 0, 0);
    }
    return dir();
  }

  private void refused(String... messages) {
    assertThatThrownBy(() -> new Fixture(dir()))
        .isInstanceOf(StoreException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(messages));
  }

  private static void write(File file, long at, long value) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file, "rw")) {
      content.seek(at);
      content.writeLong(Long.reverseBytes(value));
    }
  }

  private static void cut(Path file, long length) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.setLength(length);
    }
  }

  @Test
  void theDirectoryIsItsOwnersAlone() throws IOException {
    made();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir())))
        .isEqualTo("rwx------");
  }

  @Test
  void itIsMadeOnceAndKeepsItsCapacities() {
    made();
    StoreOptions other = StoreOptions.builder().accounts(1).holds(1).build();
    try (Fixture f = new Fixture(dir(), other)) {
      assertThat(f.view("root").spent().usdNanos()).isEqualTo(1);
      f.ledger.account("second", null, Limits.unlimited());
    }
  }

  @Test
  void aFileInItsPlaceIsRefused() throws IOException {
    Files.createFile(dir());
    refused("store", "is a file", "another path");
  }

  @Test
  void aForeignHeaderIsRefused() throws IOException {
    write(Fixture.header(made()), 0, 42);
    refused("header starts with 2a", "5453524153525542", "move this one away");
  }

  @Test
  void theOtherByteOrderIsRefused() throws IOException {
    write(Fixture.header(made()), 0, Long.reverseBytes(Header.MAGIC));
    refused("header", "other byte order");
  }

  @Test
  void aNewerLayoutIsRefused() throws IOException {
    write(Fixture.header(made()), 8, Header.VERSION + 1);
    refused("header", "layout " + (Header.VERSION + 1), "only layout " + Header.VERSION);
  }

  @Test
  void cutFilesAreRefused() throws IOException {
    cut(made().resolve("header"), 4_096);
    refused("header", "4096 bytes", String.valueOf(Header.SIZE));
    cut(dir().resolve("header"), 0);
    refused("header", "0 bytes");
  }

  @Test
  void aCutMapIsRefused() throws IOException {
    cut(made().resolve("regions.map"), 100_000);
    refused("regions.map", "100000 bytes");
  }

  @Test
  void aForeignMapIsRefused() throws IOException {
    Path map = made().resolve("names-1.map");
    Files.write(map, new byte[(int) Files.size(map)]);
    refused("names-1.map", "does not start as a map");
  }

  @Test
  void aMissingMapIsRefusedAndNotMadeAnew() throws IOException {
    Files.delete(made().resolve("regions.map"));
    refused("regions.map");
    assertThat(dir().resolve("regions.map")).doesNotExist();
  }

  @Test
  void aMissingHeaderIsRefused() throws IOException {
    Files.delete(made().resolve("header"));
    refused("header is missing", ".map is there");
  }

  @Test
  void aDeathWhileTheStoreWasMadeIsNoHindrance() throws IOException {
    Files.createDirectories(dir());
    Files.write(dir().resolve("names-1.map"), new byte[10]);
    Files.write(dir().resolve("header.new"), new byte[10]);
    made();
    assertThat(dir().resolve("header.new")).doesNotExist();
  }

  @Test
  void aRefusalLeavesNothingOpen() throws IOException {
    write(Fixture.header(made()), 8, Header.VERSION + 1);
    refused("layout " + (Header.VERSION + 1));
    write(Fixture.header(dir()), 8, Header.VERSION);
    try (Fixture f = new Fixture(dir())) {
      assertThat(f.view("root").spent().usdNanos()).isEqualTo(1);
      assertThat(f.ledger.verify().processes()).isEqualTo(1);
    }
  }

  @Test
  void oneJvmOpensItOnce() {
    try (Fixture f = new Fixture(dir())) {
      assertThat(f.store.directory().getName()).isEqualTo("store");
      refused("open in this JVM already");
    }
    made();
  }

  @Test
  void afterClosingNothingGoes() {
    Fixture f = new Fixture(dir());
    Account root = f.root(Limit.USD, 10);
    f.close();
    f.close();
    assertThatThrownBy(() -> f.reserveUsd(root, 1)).hasMessageContaining("closed");
    assertThatThrownBy(
            () -> f.store.calls().append(CallRecord.builder(1, CallRecord.Outcome.SETTLED).build()))
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> f.store.reads().tail(1)).hasMessageContaining("closed");
  }

  @Test
  void forcingToTheDiskChangesNoResult() {
    StoreOptions power =
        StoreOptions.builder().accounts(10).holds(10).durability(Durability.POWER).build();
    try (Fixture f = new Fixture(dir(), power)) {
      Account root = f.root(Limit.USD, 10);
      long hold = f.reserveUsd(root, 10);
      f.ledger.sent(hold);
      assertThat(f.ledger.settle(hold, 4, 0, 0)).isTrue();
      assertThat(f.usdLeft(root)).isEqualTo(6);
    }
  }

  @Test
  void aStoreIsOnlyAsLargeAsItsUse() throws Exception {
    try (Fixture f = new Fixture(dir(), StoreOptions.defaults())) {
      f.ledger.settle(f.reserveUsd(f.root(Limit.USD, 10), 1), 1, 0, 0);
      f.store.calls().append(CallRecord.builder(1, CallRecord.Outcome.SETTLED).build());
      Process du =
          new ProcessBuilder("du", "-sk", dir().toString()).redirectErrorStream(true).start();
      try (Scanner answer = new Scanner(du.getInputStream(), StandardCharsets.UTF_8)) {
        assertThat(answer.nextInt()).isLessThan(3_000);
      }
    }
  }
}
