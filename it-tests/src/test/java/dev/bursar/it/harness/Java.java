package dev.bursar.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a JVM to its end. */
public final class Java {
  private static final int PATIENCE_SECONDS = 120;

  private Java() {}

  /** The packaged jar's command line. */
  public static Outcome bursar(Jdk jdk, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("-jar", Build.agentJar().toString()));
    all.addAll(arguments);
    return run(jdk, all);
  }

  /** The launcher with any arguments. */
  public static Outcome run(Jdk jdk, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(jdk.java().toString()));
    command.addAll(Jvm.QUICK);
    command.addAll(arguments);
    Path out = null;
    Path err = null;
    try {
      out = Files.createTempFile("bursar-it", ".out");
      err = Files.createTempFile("bursar-it", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      Jvm.withoutInheritedOptions(builder);
      Process process = builder.start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            command + " does not end; it said " + Files.readString(err) + Files.readString(out));
      }
      return new Outcome(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      delete(out);
      delete(err);
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
