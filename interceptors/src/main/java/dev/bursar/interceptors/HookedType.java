package dev.bursar.interceptors;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A class of a client to weave. Immutable. */
public final class HookedType {
  private final String name;
  private final List<HookedMethod> methods;
  private final String beside;

  /**
   * @param name the class's name, with dots
   * @param methods what to weave in it; all must be there, or the class is left alone
   */
  public HookedType(String name, HookedMethod... methods) {
    this(name, Collections.unmodifiableList(Arrays.asList(methods.clone())), null);
  }

  private HookedType(String name, List<HookedMethod> methods, String beside) {
    this.name = name;
    this.methods = methods;
    this.beside = beside;
  }

  /** The same, only where its loader shows a class of this name, with dots. */
  public HookedType beside(String other) {
    return new HookedType(name, methods, other);
  }

  /** The class beside which alone it is woven; null where it always is. */
  public String beside() {
    return beside;
  }

  /** The class's name, with dots. */
  public String name() {
    return name;
  }

  /** Whether its methods take advice; all of them or none. */
  public boolean takesAdvice() {
    return methods.isEmpty() || methods.get(0).advice() != null;
  }

  /** What to weave in it. */
  public List<HookedMethod> methods() {
    return methods;
  }
}
