package dev.bursar.agent.provider;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The recorded traffic and gathered figures that tests read and the project does not contain: the
 * directory {@code shared} beside the project, or where the system property {@code bursar.shared}
 * points. A test that needs it says so and is skipped where it is not there.
 */
public final class Shared {
  private Shared() {}

  /** A file or directory under {@code shared}; skips the calling test where it is missing. */
  public static Path path(String relative) {
    String root = System.getProperty("bursar.shared", "../../shared");
    Path path = Path.of(root).resolve(relative);
    if (!Files.exists(path)) {
      System.out.println(
          "skipped: no " + path.toAbsolutePath().normalize() + " (set -Dbursar.shared=DIR)");
      Assumptions.abort("no " + relative);
    }
    return path;
  }
}
