package dev.bursar.interceptors;

import java.util.Collection;

/** Finds types of the app's libraries by their names: nothing here is linked to them. */
public final class Supertypes {
  private Supertypes() {}

  /**
   * The first of these types that a class is, extends or implements.
   *
   * @param names with dots
   * @return null where it is none of them
   */
  public static Class<?> find(Class<?> type, Collection<String> names) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (names.contains(each.getName())) {
        return each;
      }
      for (Class<?> face : each.getInterfaces()) {
        Class<?> found = find(face, names);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
