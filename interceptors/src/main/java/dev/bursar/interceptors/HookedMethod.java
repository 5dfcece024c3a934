package dev.bursar.interceptors;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A method of a client to weave, by name, and the advice for it. Immutable. */
public final class HookedMethod {
  /** The name under which constructors are found. */
  public static final String CONSTRUCTOR = "<init>";

  private final String advice;
  private final List<String> names;
  private final List<String> parameters;
  private final List<String> fields;
  private final int point;
  private final boolean optional;

  private HookedMethod(
      String advice,
      List<String> names,
      List<String> parameters,
      List<String> fields,
      int point,
      boolean optional) {
    this.point = point;
    this.optional = optional;
    this.advice = advice;
    this.names = names;
    this.parameters = parameters;
    this.fields = fields;
  }

  /**
   * A method without parameters, yet.
   *
   * @param advice the advice's class name; it is read, never loaded
   * @param names what the method is called in one release of the client or another: exactly one of
   *     them must be there
   */
  public static HookedMethod of(String advice, String... names) {
    List<String> none = Collections.emptyList();
    return new HookedMethod(advice, listOf(names), none, none, 0, false);
  }

  /**
   * An instance's method of the JDK's that shows its first argument to {@link
   * dev.bursar.gate.Gate#connect}, which takes no advice.
   *
   * @param point what the hook calls the method
   * @param name the method's name
   */
  public static HookedMethod connecting(int point, String name) {
    List<String> none = Collections.emptyList();
    return new HookedMethod(null, listOf(name), none, none, point, false);
  }

  /** The same, with parameters of these types' names, in this order. */
  public HookedMethod taking(String... types) {
    return new HookedMethod(advice, names, listOf(types), fields, point, optional);
  }

  /** The same, with any parameters: all methods of that name, of which there must be one. */
  public HookedMethod takingAnything() {
    return new HookedMethod(advice, names, null, fields, point, optional);
  }

  /** The same, with fields of its class that the advice reads. */
  public HookedMethod reading(String... names) {
    return new HookedMethod(advice, this.names, parameters, listOf(names), point, optional);
  }

  /** The same, which some releases of the client lack: there the rest is woven without it. */
  public HookedMethod whereThere() {
    return new HookedMethod(advice, names, parameters, fields, point, true);
  }

  /** Whether its class can be woven without it. */
  public boolean isOptional() {
    return optional;
  }

  /** What the hook calls it, where it takes no advice. */
  public int point() {
    return point;
  }

  /** The advice's class name, or null where it takes none. */
  public String advice() {
    return advice;
  }

  /** The names that the method may have. */
  public List<String> names() {
    return names;
  }

  /** The names of its parameters' types; null for any. */
  public List<String> parameters() {
    return parameters;
  }

  /** The fields of its class that the advice reads. */
  public List<String> fields() {
    return fields;
  }

  private static List<String> listOf(String... values) {
    return Collections.unmodifiableList(Arrays.asList(values.clone()));
  }
}
