package dev.bursar.agent.hooking;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** An app of one class, compiled against one version of a library, in a loader of its own. */
final class CompiledApp {
  private final Class<?> type;

  private CompiledApp(Class<?> type) {
    this.type = type;
  }

  /**
   * Compiles and loads it.
   *
   * @param folder where the compiled classes go
   * @param jars the folder of the library's jars
   * @param name the class's name
   * @param source its text
   */
  static CompiledApp of(Path folder, Path jars, String name, String source) throws Exception {
    return of(folder, jars, name, source, CompiledApp.class.getClassLoader());
  }

  /** The same of a library that needs other versions of what the tests have themselves. */
  static CompiledApp alone(Path folder, Path jars, String name, String source) throws Exception {
    return of(folder, jars, name, source, ClassLoader.getPlatformClassLoader());
  }

  private static CompiledApp of(
      Path folder, Path jars, String name, String source, ClassLoader parent) throws Exception {
    Path file = folder.resolve(name + ".java");
    Files.writeString(file, source);
    List<Path> libraries = jarsIn(jars);
    String classPath = libraries.stream().map(Path::toString).collect(Collectors.joining(":"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-nowarn", "-cp", classPath, file.toString());
    if (failed != 0) {
      throw new AssertionError(name + " does not compile");
    }
    List<URL> urls = new ArrayList<>();
    urls.add(folder.toUri().toURL());
    for (Path jar : libraries) {
      urls.add(jar.toUri().toURL());
    }
    ClassLoader app = new URLClassLoader(urls.toArray(new URL[0]), parent);
    return new CompiledApp(Class.forName(name, true, app));
  }

  /** What a static method without parameters returns. */
  Object call(String method) throws Throwable {
    try {
      return type.getMethod(method).invoke(null);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static List<Path> jarsIn(Path folder) {
    try (Stream<Path> jars = Files.list(folder)) {
      return jars.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
