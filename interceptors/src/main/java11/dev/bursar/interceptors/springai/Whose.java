package dev.bursar.interceptors.springai;

import dev.bursar.interceptors.AppCaller;

/** Whose a chat client's call is, by name. Immutable. */
final class Whose {
  final String type;
  final String method;

  private Whose(String type, String method) {
    this.type = type;
    this.method = method;
  }

  /** A bean's. */
  static Whose bean(String name) {
    return new Whose(name, null);
  }

  /** The class of the app that calls on this thread; null where none does. */
  static Whose caller() {
    AppCaller caller = AppCaller.nearest();
    return caller == null ? null : new Whose(caller.type(), caller.method());
  }
}
