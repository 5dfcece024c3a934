package dev.bursar.interceptors;

/**
 * The stack of this thread, read as cheaply as this Java lets us.
 *
 * <p>Threading: safe from any thread.
 */
abstract class CallStack {
  private static final String WALKED = "dev.bursar.interceptors.WalkedCallStack";

  /**
   * The nearest class of the app; null where there is none.
   *
   * @param direct whether it must not call by a library of models
   */
  final AppCaller nearest(boolean direct) {
    return nearest(direct, null, null);
  }

  /**
   * The same, and not a method of a name.
   *
   * @param passedType the name of a class that has such a method; null for none
   * @param passedMethod the method's name
   */
  abstract AppCaller nearest(boolean direct, String passedType, String passedMethod);

  static CallStack ofThisJava() {
    try {
      Class.forName("java.lang.StackWalker");
      return Class.forName(WALKED)
          .asSubclass(CallStack.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException java8) {
      return new ClassCallStack();
    }
  }
}
