package dev.bursar.agent.hooking;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Defines one client's adapters for one loader of the app: their class files come from the agent,
 * the client's types from the app, all else from the agent.
 */
final class AdapterLoader extends ClassLoader {
  static {
    ClassLoader.registerAsParallelCapable();
  }

  private final ClassLoader app;
  private final String adapters;
  private final List<String> appPackages;

  /**
   * @param agent where the adapters' class files lie
   * @param app the app's loader; null for the boot loader
   * @param hook the name of a class in the package of the adapters
   * @param appPackages prefixes of the classes that the app's loader provides
   */
  AdapterLoader(ClassLoader agent, ClassLoader app, String hook, List<String> appPackages) {
    super(agent);
    this.app = app;
    this.adapters = hook.substring(0, hook.lastIndexOf('.') + 1);
    this.appPackages = appPackages;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(adapters)) {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }
    for (String prefix : appPackages) {
      if (name.startsWith(prefix)) {
        return Class.forName(name, false, app);
      }
    }
    return super.loadClass(name, resolve);
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] chunk = new byte[4096];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        bytes.write(chunk, 0, n);
      }
      return defineClass(name, bytes.toByteArray(), 0, bytes.size());
    } catch (IOException unreadable) {
      throw new ClassNotFoundException(name, unreadable);
    }
  }
}
