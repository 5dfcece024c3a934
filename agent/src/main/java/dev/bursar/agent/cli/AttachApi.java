package dev.bursar.agent.cli;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Properties;

/**
 * The JDK's attach API, by reflection: on 8 it is in {@code tools.jar}, on 9 and later in a module
 * that a small runtime lacks.
 */
final class AttachApi {
  private static final String TYPE = "com.sun.tools.attach.VirtualMachine";

  private final Class<?> type;

  private AttachApi(Class<?> type) {
    this.type = type;
  }

  /** Finds the API in the Java that this runs on; null where it has none. */
  static AttachApi find() {
    File home = new File(System.getProperty("java.home"));
    File tools = new File(home.getParentFile(), "lib/tools.jar");
    try {
      ClassLoader loader = ClassLoader.getSystemClassLoader();
      if (tools.isFile()) {
        loader = new URLClassLoader(new URL[] {tools.toURI().toURL()}, loader);
      }
      return new AttachApi(Class.forName(TYPE, true, loader));
    } catch (ClassNotFoundException | MalformedURLException | LinkageError e) {
      return null;
    }
  }

  /** Attaches to a JVM. Throws what the API throws. */
  Connection attach(long pid) throws Exception {
    return new Target(call(type, null, "attach", Long.toString(pid)));
  }

  private static Object call(Class<?> type, Object target, String method, String... arguments)
      throws Exception {
    Class<?>[] types = new Class<?>[arguments.length];
    java.util.Arrays.fill(types, String.class);
    try {
      return type.getMethod(method, types).invoke(target, (Object[]) arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception) {
        throw (Exception) e.getCause();
      }
      throw e;
    }
  }

  private final class Target implements Connection {
    private final Object machine;

    private Target(Object machine) {
      this.machine = machine;
    }

    @Override
    public Properties properties() throws Exception {
      return (Properties) call(type, machine, "getSystemProperties");
    }

    @Override
    public void loadAgent(File jar, String arguments) throws Exception {
      call(type, machine, "loadAgent", jar.getPath(), arguments);
    }

    @Override
    public void close() throws IOException {
      try {
        call(type, machine, "detach");
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
