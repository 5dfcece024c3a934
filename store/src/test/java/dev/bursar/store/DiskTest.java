package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up: a file system of a few megabytes, in a child with mounts of its own. */
@Timeout(120)
class DiskTest {
  @TempDir Path temp;
  private Path disk;

  @BeforeEach
  void prepare() throws IOException {
    disk = Files.createDirectory(temp.resolve("disk"));
    assumeTrue(
        run("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", disk.toString()) == 0,
        "skipped: this machine lets no user mount a file system (unshare -rm mount)");
  }

  private static int run(String... command) throws IOException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Child child(int kilobytes) {
    String mount =
        "mount -t tmpfs -o size=" + kilobytes + "k tmpfs " + disk + " && exec \"$0\" \"$@\"";
    return new Child(disk.resolve("store"), List.of("unshare", "-rm", "sh", "-c", mount));
  }

  @Test
  void aFullDiskIsAnErrorWithANameAndLosesNothing() {
    try (Child child = child(8_000)) {
      assertThat(child.hear()).isEqualTo("ready");
      assertThat(child.ask("account root")).isEqualTo("root");
      assertThat(child.ask("spend 10")).isEqualTo("spent");
      assertThat(child.ask("fill")).isEqualTo("filled");
      assertThat(child.ask("try-accounts")).contains("regions.map cannot grow", "free some disk");
      assertThat(child.ask("try-holds")).contains("regions.map cannot grow", "free some disk");
      assertThat(child.ask("try-calls")).contains("regions.map cannot grow", "free some disk");
      assertThat(child.ask("try-room")).contains("regions.map cannot grow", "free some disk");
      assertThat(child.ask("spend 1000")).isEqualTo("spent"); // needs no new room
      assertThat(child.ask("spent")).isEqualTo("1010 calls, 0 held, []");
      assertThat(child.ask("free")).isEqualTo("freed");
      assertThat(child.ask("try-accounts")).isEqualTo("made");
      assertThat(child.ask("try-holds")).isEqualTo("made");
      assertThat(child.ask("try-calls")).isEqualTo("made");
      assertThat(child.ask("try-room")).isEqualTo("made");
      assertThat(child.ask("spend 10")).isEqualTo("spent");
      assertThat(child.ask("spent")).isEqualTo("1020 calls, 0 held, []");
    }
  }

  @Test
  void whereThereIsNoRoomForAStoreItSaysSo() throws IOException {
    for (int kilobytes : new int[] {16, 256, 700, 1_000}) {
      try (Child child = child(kilobytes)) {
        String heard = child.hear();
        assertThat(heard).as("with %s KB", kilobytes).isNotNull();
        assertThat(heard)
            .satisfiesAnyOf(
                h -> assertThat(h).isEqualTo("ready"),
                h -> assertThat(h).contains("store", "free some disk"));
      }
    }
  }
}
