package dev.bursar.agent.start;

import java.lang.instrument.Instrumentation;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Opens the packages of java.base that Chronicle Map and the hook of {@code HttpURLConnection}
 * reach into, to our own loader's module alone, so that the user need not add a flag. By
 * reflection, since modules came with Java 9; on 8 there is nothing to open.
 */
final class ModuleOpener {
  private static final String[] PACKAGES = {
    "java.lang.reflect", "sun.nio.ch", "jdk.internal.misc", "sun.net.www", "sun.net.www.http",
  };

  private ModuleOpener() {}

  /**
   * Opens them.
   *
   * @param instrumentation the JVM's
   * @param loader whose unnamed module may then reach in
   * @throws ReflectiveOperationException when the JVM refuses
   */
  static void open(Instrumentation instrumentation, ClassLoader loader)
      throws ReflectiveOperationException {
    Class<?> module;
    try {
      module = Class.forName("java.lang.Module");
    } catch (ClassNotFoundException java8) {
      return;
    }
    Object base = Class.class.getMethod("getModule").invoke(Object.class);
    Object ours = ClassLoader.class.getMethod("getUnnamedModule").invoke(loader);
    Set<?> present = (Set<?>) module.getMethod("getPackages").invoke(base);
    Map<String, Set<Object>> opens = new HashMap<>();
    for (String name : PACKAGES) {
      if (present.contains(name)) {
        opens.put(name, Collections.singleton(ours));
      }
    }
    Instrumentation.class
        .getMethod("redefineModule", module, Set.class, Map.class, Map.class, Set.class, Map.class)
        .invoke(
            instrumentation,
            base,
            Collections.emptySet(),
            opens,
            opens,
            Collections.emptySet(),
            Collections.emptyMap());
  }
}
