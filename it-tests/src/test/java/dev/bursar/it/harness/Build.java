package dev.bursar.it.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build has put things. */
public final class Build {
  private Build() {}

  /** The directory of this module. */
  public static Path module() {
    return Path.of(System.getProperty("bursar.it.basedir", "")).toAbsolutePath();
  }

  /** The packaged agent: the build's, or the one that {@code -Dbursar.it.jar} names. */
  public static Path agentJar() {
    String named = System.getProperty("bursar.it.jar", "");
    Path jar =
        named.isEmpty()
            ? module().resolveSibling("agent").resolve("target").resolve("bursar.jar")
            : Path.of(named);
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          jar + " is not there. Package the agent first: mvn package from the project's root.");
    }
    return jar;
  }

  /** The classes of the programs under test. */
  public static Path programs() {
    return module().resolve("target").resolve("classes");
  }

  /** One directory per client and version. */
  public static Path clients() {
    return module().resolve("clients");
  }

  /** Recorded traffic, or null where it is not there. */
  public static Path fixtures() {
    Path fixtures = module().getParent().resolveSibling("shared").resolve("fixtures");
    return Files.isDirectory(fixtures) ? fixtures : null;
  }

  /** Whether the whole matrix was asked for ({@code -Pfull}). */
  public static boolean full() {
    return System.getProperty("bursar.it.matrix", "quick").equals("full");
  }
}
