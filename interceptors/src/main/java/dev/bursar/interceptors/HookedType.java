package dev.bursar.interceptors;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A class of a client to weave. Immutable. */
public final class HookedType {
  private final String name;
  private final List<HookedMethod> methods;

  /**
   * @param name the class's name, with dots
   * @param methods what to weave in it; all must be there, or the class is left alone
   */
  public HookedType(String name, HookedMethod... methods) {
    this.name = name;
    this.methods = Collections.unmodifiableList(Arrays.asList(methods.clone()));
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
