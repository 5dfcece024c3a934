package dev.bursar.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories that go when a benchmark ends. */
final class Scratch {
  private static final Path MEMORY = Path.of("/dev/shm");

  private Scratch() {}

  static Path make() throws IOException {
    return Files.createTempDirectory("bursar-bench");
  }

  /**
   * One in memory, where the system has a place for that. A benchmark writes the history of a month
   * within a second: the disk would be the measure.
   */
  static Path makeInMemory() throws IOException {
    return Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "bursar-bench") : make();
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              each -> {
                try {
                  Files.delete(each);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
