package dev.bursar.agent.hooking;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.dynamic.ClassFileLocator;

/**
 * A library as a loader of the app shows it: read from class files, so that nothing of it is
 * loaded.
 *
 * <p>Threading: one thread.
 */
final class Library {
  private final ClassFileLocator files;
  private final List<String> prefixes;
  private final Map<String, LibraryType> types = new HashMap<>();
  private final boolean[] shown;

  /**
   * @param files where the class files are
   * @param prefixes of the names of the library's classes, with dots; a prefix for each of the
   *     library's parts that may come from elsewhere
   */
  Library(ClassFileLocator files, List<String> prefixes) {
    this.files = files;
    this.prefixes = prefixes;
    this.shown = new boolean[prefixes.size()];
  }

  /** A class by its internal name, or null where there is none. */
  LibraryType type(String name) {
    LibraryType known = types.get(name);
    if (known == null && !types.containsKey(name)) {
      known = read(name);
      types.put(name, known);
    }
    return known;
  }

  private LibraryType read(String name) {
    byte[] file = file(name.replace('/', '.'));
    if (file == null) {
      return null;
    }
    int part = part(name);
    if (part >= 0) {
      shown[part] = true;
    }
    return new LibraryType(file);
  }

  /** A class file by its class's name, with dots, or null where there is none. */
  byte[] file(String name) {
    try {
      ClassFileLocator.Resolution found = files.locate(name);
      return found.isResolved() ? found.resolve() : null;
    } catch (IOException unreadable) {
      return null;
    }
  }

  /**
   * Whether class files can be seen of the part of the library that a class belongs to. A loader
   * may find classes and yet show no files: then nothing is known of that part.
   */
  boolean shows(String name) {
    int part = part(name);
    return part < 0 || shown[part];
  }

  private int part(String name) {
    String dotted = name.replace('/', '.');
    for (int i = 0; i < shown.length; i++) {
      if (dotted.startsWith(prefixes.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
