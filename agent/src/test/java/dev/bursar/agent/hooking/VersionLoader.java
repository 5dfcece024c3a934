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

/** Loads one version of OkHttp, and the scenarios anew so that they use it; all else as usual. */
class VersionLoader extends URLClassLoader {
  private static final List<String> OWN =
      List.of("okhttp3.", "okio.", "kotlin.", "dev.bursar.agent.hooking.OkHttp");

  VersionLoader(Path jars) {
    super(jarsIn(jars), VersionLoader.class.getClassLoader());
  }

  /** This version's own class of a set of scenarios. */
  Class<?> scenarios(Class<?> scenarios) throws ClassNotFoundException {
    return loadClass(scenarios.getName());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (OWN.stream().noneMatch(name::startsWith)) {
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
    return OWN.stream().noneMatch(name.replace('/', '.')::startsWith) || name.startsWith("dev/")
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
