package dev.bursar.it.harness;

import java.nio.file.Path;

/**
 * A Java installation.
 *
 * @param version its feature version: 8, 11, …
 * @param home its home directory
 */
public record Jdk(int version, Path home) {
  /** Its launcher. */
  public Path java() {
    return home.resolve("bin").resolve("java");
  }

  @Override
  public String toString() {
    return "Java " + version;
  }
}
