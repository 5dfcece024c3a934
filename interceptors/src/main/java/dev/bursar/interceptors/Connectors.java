package dev.bursar.interceptors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * By which classes a client opens its connections: those that call the JDK's sockets, not those
 * that the app derives its own from, nor those that clients without a hook connect by. Immutable.
 */
public final class Connectors {
  private final List<String> prefixes;
  private final String woven;

  private Connectors(List<String> prefixes, String woven) {
    this.prefixes = prefixes;
    this.woven = woven;
  }

  /**
   * These.
   *
   * @param prefixes prefixes of their names
   */
  public static Connectors of(String... prefixes) {
    return new Connectors(Arrays.asList(prefixes.clone()), null);
  }

  /** The packages of what is woven, up to those that are named as the client's. */
  static Connectors ofPackages(List<HookedType> types, List<String> appPackages) {
    List<String> packages = new ArrayList<>();
    for (HookedType type : types) {
      String prefix = type.name().substring(0, type.name().lastIndexOf('.') + 1);
      for (String app : appPackages) {
        prefix = type.name().startsWith(app) ? app : prefix;
      }
      if (!packages.contains(prefix)) {
        packages.add(prefix);
      }
    }
    return new Connectors(packages, null);
  }

  /**
   * The same, where what is woven is perhaps not loaded before the first connection.
   *
   * @param type a class by which it is, where the library has it
   */
  public Connectors before(String type) {
    return new Connectors(prefixes, type);
  }

  /** Whether a class of this name is one of them. */
  public boolean include(String name) {
    for (int i = 0; i < prefixes.size(); i++) {
      if (name.startsWith(prefixes.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** The name of a class that loads what is woven; null where that is loaded long before. */
  public String woven() {
    return woven;
  }
}
