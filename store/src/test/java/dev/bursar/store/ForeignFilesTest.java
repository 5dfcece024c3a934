package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stores that are not ours to use: of another version, of another user, on a strange file system.
 */
@Timeout(120)
class ForeignFilesTest {
  private static final List<String> NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all");

  @TempDir Path temp;

  private Path made() throws IOException {
    Path dir = temp.resolve("store");
    try (Fixture f = new Fixture(dir)) {
      f.ledger.settle(f.reserveUsd(f.root(Limit.USD, 10), 1), 1, 0, 0);
    }
    return dir;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, Header.VERSION + 1, 1_000, -1})
  void anotherLayoutIsRefusedAndNotTouched(long version) throws IOException {
    Path dir = made();
    try (RandomAccessFile header = new RandomAccessFile(Fixture.header(dir), "rw")) {
      header.seek(8);
      header.writeLong(Long.reverseBytes(version));
    }
    byte[][] before = contents(dir);
    assertThatThrownBy(() -> new Fixture(dir))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(
            "header is of layout " + version,
            "knows only layout " + Header.VERSION,
            "use the version that made it, or another store directory");
    assertThatThrownBy(() -> StoreCheck.repair(dir.toFile())).hasMessageContaining("layout");
    assertThatThrownBy(() -> StoreCheck.examine(dir.toFile())).hasMessageContaining("layout");
    assertThat(contents(dir)).isDeepEqualTo(before);
  }

  /** A header of layout 1 was 64 KiB long: the version is to be said, and not the length. */
  @Test
  void aShortHeaderOfAnOlderLayoutIsNamedByItsLayout() throws IOException {
    Path dir = made();
    try (RandomAccessFile header = new RandomAccessFile(Fixture.header(dir), "rw")) {
      header.seek(8);
      header.writeLong(Long.reverseBytes(1));
      header.setLength(65_536);
    }
    assertThatThrownBy(() -> new Fixture(dir)).hasMessageContaining("header is of layout 1,");
  }

  private static byte[][] contents(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.sorted().map(ForeignFilesTest::read).toArray(byte[][]::new);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a process of another user says when it opens a store. */
  private String saidToNobody(Path dir) throws IOException {
    assumeTrue(canBeNobody(), "skipped: this user cannot start a process as another one (setpriv)");
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Child child = new Child(dir, NOBODY)) {
      return String.valueOf(child.hear());
    }
  }

  private static boolean canBeNobody() throws IOException {
    String[] command = Stream.concat(NOBODY.stream(), Stream.of("true")).toArray(String[]::new);
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDirectoryOfAnotherUserIsNamed() throws IOException {
    Path dir = made();
    assertThat(saidToNobody(dir)).contains(dir.toString(), "Permission denied", "owner");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    assertThat(saidToNobody(temp.resolve("new"))).contains(temp + "/new", "AccessDenied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"header", "processes", "regions.map"})
  void aFileThatCannotBeWrittenIsNamed(String name) throws IOException {
    Path dir = made();
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
    for (File file : dir.toFile().listFiles()) {
      boolean readOnly = file.getName().equals(name);
      Files.setPosixFilePermissions(
          file.toPath(), PosixFilePermissions.fromString(readOnly ? "r--r--r--" : "rw-rw-rw-"));
    }
    byte[][] before = contents(dir);
    assertThat(saidToNobody(dir)).contains(dir + "/" + name, "Permission denied");
    byte[][] after = contents(dir);
    int regions = 3; // header, names-1.map, processes, regions.map: what was settled is in the last
    assertThat(Arrays.equals(after[regions], before[regions])).isTrue();
  }

  @Test
  void aFileSystemWithoutFilesOfOnesOwnIsNamed() {
    assumeTrue(new File("/proc/self").isDirectory(), "skipped: there is no /proc here");
    assertThatThrownBy(() -> new Fixture(Path.of("/proc/self/store")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("/proc/self/store");
    assertThatThrownBy(() -> new Fixture(Path.of("/proc/self/task")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("task");
  }
}
