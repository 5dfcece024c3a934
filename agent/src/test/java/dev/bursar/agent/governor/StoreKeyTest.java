package dev.bursar.agent.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreKeyTest {
  private static final ExecutorService THREADS = Executors.newFixedThreadPool(8);

  @TempDir private Path directory;

  @AfterAll
  static void stop() {
    THREADS.shutdown();
  }

  @Test
  void theKeyIsMadeOnceForItsOwnerAlone() throws IOException {
    byte[] key = StoreKey.load(directory.toFile());
    assertThat(key).hasSize(32).isNotEqualTo(new byte[32]);
    assertThat(StoreKey.load(directory.toFile())).isEqualTo(key);
    Path file = directory.resolve(StoreKey.NAME);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aKeyThatWasNeverFinishedIsMadeAnew() throws IOException {
    Files.write(directory.resolve(StoreKey.NAME), new byte[7]);
    byte[] key = StoreKey.load(directory.toFile());
    assertThat(key).hasSize(32);
    assertThat(StoreKey.load(directory.toFile())).isEqualTo(key);
  }

  @Test
  void threadsThatAskForItAtOnceGetTheSame() {
    List<CompletableFuture<byte[]>> asked = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      asked.add(CompletableFuture.supplyAsync(() -> loaded(directory), THREADS));
    }
    byte[] key = asked.get(0).join();
    assertThat(asked).allSatisfy(each -> assertThat(each.join()).isEqualTo(key));
  }

  private static byte[] loaded(Path directory) {
    try {
      return StoreKey.load(directory.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anUnusableFileIsAnErrorThatNamesIt() throws IOException {
    Files.createDirectory(directory.resolve(StoreKey.NAME));
    assertThatThrownBy(() -> StoreKey.load(directory.toFile()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(StoreKey.NAME);
  }
}
