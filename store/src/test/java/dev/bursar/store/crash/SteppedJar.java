package dev.bursar.store.crash;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The store, the map library and the tests beside the store in one jar, rewritten by {@link
 * Rewriter}, and the rest of the class path: for processes that are to start quickly, which a class
 * loader of one's own prevents.
 */
final class SteppedJar {
  private final Path jar;
  private final List<String> rest = new ArrayList<>();

  /** Makes the jar. */
  SteppedJar(Path file) {
    jar = file;
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream to = new JarOutputStream(out)) {
      to.setLevel(0);
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        add(Path.of(entry), to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What to give to {@code java -cp}. */
  String classPath() {
    return jar + File.pathSeparator + String.join(File.pathSeparator, rest);
  }

  private void add(Path entry, JarOutputStream to) throws IOException {
    if (Files.isDirectory(entry)) {
      addDirectory(entry, to);
    } else if (entry.getFileName().toString().contains("chronicle")) {
      addJar(entry, to);
    } else if (Files.exists(entry)) {
      rest.add(entry.toString());
    }
  }

  private static void addDirectory(Path directory, JarOutputStream to) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString().replace(File.separatorChar, '/');
        put(name, Files.readAllBytes(file), to);
      }
    }
  }

  private static void addJar(Path file, JarOutputStream to) throws IOException {
    try (JarFile from = new JarFile(file.toFile())) {
      for (JarEntry entry : from.stream().filter(e -> !e.isDirectory()).toList()) {
        try (InputStream in = from.getInputStream(entry)) {
          put(entry.getName(), in.readAllBytes(), to);
        }
      }
    }
  }

  private static void put(String name, byte[] content, JarOutputStream to) throws IOException {
    to.putNextEntry(new JarEntry(name));
    to.write(SteppedLoader.isRewritten(name) ? Rewriter.rewrite(content) : content);
    to.closeEntry();
  }
}
