package dev.bursar.interceptors.springai;

import dev.bursar.interceptors.AppCaller;

/** Whose a chat client's or a model's call is, by name. Immutable. */
final class Whose {
  /** What Spring puts before the name of a bean that it has put a scope's proxy in front of. */
  private static final String SCOPED = "scopedTarget.";

  private static final String INNER = "(inner bean)";

  final String type;
  private final boolean bean;
  private final String method;

  private Whose(String type, boolean bean, String method) {
    this.type = type;
    this.bean = bean;
    this.method = method;
  }

  /**
   * What was entered; null where it is not known.
   *
   * @param how what a bean has been asked to do
   */
  String entered(String how) {
    return bean ? how : method;
  }

  /** A bean's; null for one inside another's definition, which has another name in each JVM. */
  static Whose bean(String name) {
    if (name.startsWith(INNER)) {
      return null;
    }
    String called = name.startsWith(SCOPED) ? name.substring(SCOPED.length()) : name;
    return new Whose(called, true, null);
  }

  /** The class of the app that calls on this thread; null where none does. */
  static Whose caller() {
    return of(AppCaller.nearest());
  }

  /** The same, behind a method of a model's, which may be the app's own. */
  static Whose callerOf(Class<?> model, String method) {
    return of(AppCaller.behind(model, method));
  }

  private static Whose of(AppCaller caller) {
    return caller == null ? null : new Whose(caller.type(), false, caller.method());
  }
}
