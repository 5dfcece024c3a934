package dev.bursar.store.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Loads the store, the map library and the tests' classes beside the store anew, rewritten by
 * {@link Rewriter}; everything else, and {@link Steps}, comes from the tests' own loader.
 */
public final class SteppedLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  /** Another one loads another copy of all of it. */
  public SteppedLoader() {
    super(SteppedLoader.class.getClassLoader());
  }

  /** Whether a class file, by its name on the class path, is one to rewrite. */
  static boolean isRewritten(String file) {
    return (file.startsWith("dev/bursar/store/") || file.startsWith("net/openhft/"))
        && file.endsWith(".class")
        && !file.equals("dev/bursar/store/crash/Steps.class");
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    if (!isRewritten(file)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name, file);
    }
  }

  private Class<?> define(String name, String file) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(file)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] rewritten = Rewriter.rewrite(in.readAllBytes());
      return defineClass(name, rewritten, 0, rewritten.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
