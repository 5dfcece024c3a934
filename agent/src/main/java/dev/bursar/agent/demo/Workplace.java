package dev.bursar.agent.demo;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A temporary directory with the app, its HTTP client and the demo's store. */
final class Workplace implements Closeable {
  private static final String APP = "com/example/research/ResearchTeam.class";
  private static final String[] LIBRARIES = {"okhttp.jar", "okio.jar"};

  private final Path directory;

  /** Creates the directory, which only this user can read. */
  Workplace() throws IOException {
    directory = Files.createTempDirectory("bursar-demo");
  }

  /** Puts the app there, as any build would, and returns its class path. */
  String unpackApp() throws IOException {
    Path classes = directory.resolve("app");
    copy(APP, classes.resolve(APP));
    StringBuilder classPath = new StringBuilder(classes.toString());
    for (String library : LIBRARIES) {
      Path target = directory.resolve("lib").resolve(library);
      copy("demo/" + library, target);
      classPath.append(File.pathSeparatorChar).append(target);
    }
    return classPath.toString();
  }

  /** Where the demo's store is. */
  File store() {
    return directory.resolve("store").toFile();
  }

  /** A file to write to. */
  File file(String name) {
    return directory.resolve(name).toFile();
  }

  /** Deletes all of it. */
  @Override
  public void close() throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void copy(String resource, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    try (InputStream in = Workplace.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(
            "the demo's " + resource + " is missing: run it from bursar.jar as it was built");
      }
      Files.copy(in, target);
    }
  }
}
