package dev.bursar.store.storm;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What writers run on: the store as the tests do, and their own classes compiled for Java 8. */
final class WriterClasses {
  private static final List<String> SOURCES =
      List.of("Clocked.java", "storm/Meter.java", "storm/StormWriter.java");

  private WriterClasses() {}

  /** Compiles them into a directory, and tells the class path. */
  static String classPath(Path work) throws IOException {
    Path classes = Files.createDirectories(work.resolve("writer-classes"));
    Path module = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
    Path sources = module.resolve(Path.of("src", "test", "java", "dev", "bursar", "store"));
    List<String> store = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("test-classes")) {
        store.add(entry);
      }
    }
    String classPath = String.join(File.pathSeparator, store);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> paths = SOURCES.stream().map(sources::resolve).toList();
      List<String> options =
          List.of(
              "--release",
              "8",
              "-Xlint:-options",
              "-proc:none",
              "-cp",
              classPath,
              "-d",
              classes.toString());
      if (!compiler
          .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(paths))
          .call()) {
        throw new IllegalStateException("the writers do not compile: " + said);
      }
    }
    return classes + File.pathSeparator + classPath;
  }
}
