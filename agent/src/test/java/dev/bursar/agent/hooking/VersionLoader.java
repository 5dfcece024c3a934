package dev.bursar.agent.hooking;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Loads one version of a client, and what uses it anew; all else as usual. */
class VersionLoader extends URLClassLoader {
  private final List<String> own;

  /** One of OkHttp, and its scenarios. */
  VersionLoader(Path jars) {
    this(jars, "okhttp3.", "okio.", "kotlin.", "dev.bursar.agent.hooking.OkHttp");
  }

  /**
   * @param jars where the client's jars are
   * @param own what the names of the client's classes, and of those that use it, begin with
   */
  VersionLoader(Path jars, String... own) {
    super(jarsIn(jars), VersionLoader.class.getClassLoader());
    this.own = List.of(own);
  }

  /** This version's own class of a set of scenarios. */
  Class<?> scenarios(Class<?> scenarios) throws ClassNotFoundException {
    return loadClass(scenarios.getName());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (own.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      return name.startsWith("dev.") ? define(name) : findClass(name);
    }
  }

  @Override
  public URL getResource(String name) {
    return own.stream().noneMatch(name.replace('/', '.')::startsWith) || name.startsWith("dev/")
        ? super.getResource(name)
        : findResource(name);
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static URL[] jarsIn(Path folder) {
    try (Stream<Path> jars = Files.list(folder)) {
      return jars.map(VersionLoader::url).toArray(URL[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
