package dev.bursar.store.storm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The Java installations that a storm runs on: those in the directory that {@code BURSAR_TEST_JDKS}
 * names, one per version and named after it, and the one that runs the tests.
 */
final class Javas {
  private Javas() {}

  /** Their homes by version; never empty. */
  static Map<Integer, Path> here() {
    Map<Integer, Path> found = new TreeMap<>();
    String directory = System.getenv("BURSAR_TEST_JDKS");
    for (Path home : directory == null ? List.<Path>of() : children(Path.of(directory))) {
      String name = home.getFileName().toString();
      if (name.matches("\\d+") && Files.isExecutable(home.resolve("bin").resolve("java"))) {
        found.put(Integer.valueOf(name), home);
      }
    }
    found.put(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    return found;
  }

  /** How to start a Java, up to and without the class path. */
  static List<String> command(int version, Path home) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("java").toString());
    if (version > 8) {
      for (String name : List.of("java.lang.reflect", "sun.nio.ch", "jdk.internal.misc")) {
        command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED");
      }
    }
    Collections.addAll(
        command,
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx64m",
        "-Dslf4j.internal.verbosity=ERROR",
        "-cp");
    return command;
  }

  private static List<Path> children(Path directory) {
    try (Stream<Path> children = Files.list(directory)) {
      return children.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
