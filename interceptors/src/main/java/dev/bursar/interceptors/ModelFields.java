package dev.bursar.interceptors;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;

/** What the fields of a class of models tell of who makes its calls. */
public final class ModelFields {
  /** Of clients that have hooks, and what stands on them. */
  private static final String[] CLIENTS = {
    "java.net.http.",
    "okhttp3.",
    "retrofit2.",
    "org.apache.http.",
    "org.apache.hc.",
    "org.springframework.web.",
    "reactor.netty.",
    "io.vertx.",
    "io.ktor.",
    "org.eclipse.jetty.client.",
    "com.openai."
  };

  private ModelFields() {}

  /** Whether an instance has a field for a client that has a hook. */
  public static boolean haveClient(Class<?> type) {
    return have(type, null);
  }

  /**
   * Whether an instance has a field for another model.
   *
   * @param interfaces the names of the interfaces of models
   */
  public static boolean haveModel(Class<?> type, List<String> interfaces) {
    return have(type, interfaces);
  }

  private static boolean have(Class<?> type, List<String> interfaces) {
    try {
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        for (Field field : each.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())
              && (interfaces == null ? isForClient(field) : isForModel(field, interfaces))) {
            return true;
          }
        }
      }
    } catch (LinkageError | RuntimeException unresolved) {
      return false; // A type of a field is not on the class path: nothing more is known.
    }
    return false;
  }

  private static boolean isForClient(Field field) {
    String name = field.getType().getName();
    for (String prefix : CLIENTS) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isForModel(Field field, List<String> interfaces) {
    if (Supertypes.find(field.getType(), interfaces) != null) {
      return true;
    }
    String generic = field.getGenericType().getTypeName();
    for (String face : interfaces) {
      if (generic.contains(face)) {
        return true;
      }
    }
    return false;
  }
}
