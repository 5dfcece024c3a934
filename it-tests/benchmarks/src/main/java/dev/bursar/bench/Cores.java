package dev.bursar.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Gives the server and what is measured a core each. Where the kernel puts their threads decides
 * whether a call on the loopback takes 50 or 75 µs, and it decides anew for each JVM. Linux with
 * util-linux and two cores alone.
 */
final class Cores {
  private static final String SERVERS = "1";
  private static final String CALLERS = "0";

  private static final int COUNT = Runtime.getRuntime().availableProcessors();

  private Cores() {}

  /** How many this JVM had as it began. */
  static int count() {
    return COUNT;
  }

  /**
   * Moves this JVM to its core.
   *
   * @param directory where to put a script
   * @return what to start in place of {@code java} for a JVM on the other core; null where nothing
   *     was moved
   */
  static Path apart(Path directory) throws IOException, InterruptedException {
    if (COUNT < 2) {
      return null;
    }
    List<String> move =
        List.of(
            "taskset", "-a", "-c", "-p", SERVERS, String.valueOf(ProcessHandle.current().pid()));
    try {
      Process moved =
          new ProcessBuilder(move).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      if (moved.waitFor() != 0) {
        return null;
      }
    } catch (IOException notThere) {
      return null;
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path script = directory.resolve("java");
    Files.writeString(
        script, "#!/bin/sh\nexec taskset -c " + CALLERS + " \"" + java + "\" \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }
}
