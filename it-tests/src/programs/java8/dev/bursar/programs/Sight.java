package dev.bursar.programs;

import java.util.ArrayList;
import java.util.List;

/** What an app can see from where it stands. */
final class Sight {
  private Sight() {}

  /** Those of some classes, separated by commas, that any of the app's loaders can find. */
  static String of(String names) {
    List<String> seen = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      ClassLoader app = Sight.class.getClassLoader();
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      String file = name.replace('.', '/') + ".class";
      if (loads(name, app)
          || loads(name, ClassLoader.getSystemClassLoader())
          || loads(name, context)
          || loads(name, null)
          || app.getResource(file) != null
          || ClassLoader.getSystemResource(file) != null) {
        seen.add(name);
      }
    }
    return String.join(",", seen);
  }

  private static boolean loads(String name, ClassLoader loader) {
    try {
      Class.forName(name, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
