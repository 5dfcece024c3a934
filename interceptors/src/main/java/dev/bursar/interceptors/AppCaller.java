package dev.bursar.interceptors;

/** The class of the app that calls a library on this thread. Immutable. */
public final class AppCaller {
  private static final String LANGCHAIN4J = "dev.langchain4j.";
  private static final String SPRING_AI = "org.springframework.ai.";

  private static final String[] LIBRARIES = {
    "com.openai.",
    "com.anthropic.",
    "com.google.genai.",
    LANGCHAIN4J,
    "org.springframework.",
    "io.micrometer.",
    "reactor.",
    "okhttp3.",
    "okio.",
    "kotlin.",
    "kotlinx.",
    "dev.bursar.gate.",
    "dev.bursar.interceptors.",
    "dev.bursar.agent.",
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "com.sun."
  };

  /** What the JVM calls the class that it makes of a lambda or a method reference. */
  private static final String LAMBDA = "$$Lambda";

  private static final CallStack STACK = CallStack.ofThisJava();

  private final String type;
  private final String method;

  private AppCaller(String type, String method) {
    this.type = type;
    this.method = method;
  }

  /** The nearest one; null where none calls. */
  public static AppCaller nearest() {
    return STACK.nearest(false);
  }

  /**
   * The nearest one behind a method of the app's own, which the library has called.
   *
   * @param type the class that has the method
   * @param method its name: of several, one calls the other
   */
  public static AppCaller behind(Class<?> type, String method) {
    return STACK.nearest(false, type.getName(), method);
  }

  /** The same, and null where it calls by LangChain4j or Spring AI: then these do. */
  public static AppCaller direct() {
    return STACK.nearest(true);
  }

  /** Whether a frame's class is of a library whose models stand on SDKs. */
  static boolean isOfModels(String type) {
    return type.startsWith(LANGCHAIN4J) || type.startsWith(SPRING_AI);
  }

  /**
   * The caller that a frame of the stack is.
   *
   * @param type the name of its class
   * @param method the method's name, or null where unknown
   * @return null where it is of a library
   */
  static AppCaller of(String type, String method) {
    for (String library : LIBRARIES) {
      if (type.startsWith(library)) {
        return null;
      }
    }
    int lambda = type.indexOf(LAMBDA);
    return lambda < 0
        ? new AppCaller(type, method)
        : new AppCaller(type.substring(0, lambda), null);
  }

  /** The class's name, with dots. */
  public String type() {
    return type;
  }

  /** The method's name, or null where it is not known. */
  public String method() {
    return method;
  }
}
