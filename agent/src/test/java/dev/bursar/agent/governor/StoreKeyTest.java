package dev.bursar.agent.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreKeyTest {
  @TempDir private Path directory;

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
  void anUnusableFileIsAnErrorThatNamesIt() throws IOException {
    Files.createDirectory(directory.resolve(StoreKey.NAME));
    assertThatThrownBy(() -> StoreKey.load(directory.toFile()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(StoreKey.NAME);
  }
}
