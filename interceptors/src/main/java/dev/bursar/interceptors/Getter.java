package dev.bursar.interceptors;

import dev.bursar.gate.Gate;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks an object of the app's library for what it holds, by a public method without parameters.
 * What one release of the library has and another has not is null here.
 *
 * <p>Threading: safe from any thread. What is known of a class lives and dies with it.
 */
public final class Getter {
  private static final ClassValue<ConcurrentHashMap<String, Optional<Method>>> KNOWN =
      new ClassValue<ConcurrentHashMap<String, Optional<Method>>>() {
        @Override
        protected ConcurrentHashMap<String, Optional<Method>> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private Getter() {}

  /** Whether an object can be asked. */
  public static boolean has(Object target, String name) {
    return target != null && method(target.getClass(), name).isPresent();
  }

  /** What a method returns; null where it is not there, or throws. */
  public static Object get(Object target, String name) {
    if (target == null) {
      return null;
    }
    Optional<Method> method = method(target.getClass(), name);
    if (!method.isPresent()) {
      return null;
    }
    try {
      return method.get().invoke(target);
    } catch (InvocationTargetException unsupported) {
      return null; // The app's own object says that it does not know.
    } catch (IllegalAccessException hidden) {
      return null; // In a package that its module keeps to itself.
    } catch (RuntimeException fault) {
      Gate.fault(fault);
      return null;
    }
  }

  /** The same, of a text; null where it is none. */
  public static String text(Object target, String name) {
    Object value = get(target, name);
    return value instanceof String ? (String) value : null;
  }

  /** The same, of a number; null where it is none. */
  public static Long number(Object target, String name) {
    Object value = get(target, name);
    return value instanceof Integer || value instanceof Long
        ? Long.valueOf(((Number) value).longValue())
        : null;
  }

  private static Optional<Method> method(Class<?> type, String name) {
    ConcurrentHashMap<String, Optional<Method>> known = KNOWN.get(type);
    Optional<Method> method = known.get(name);
    if (method == null) {
      method = Optional.ofNullable(find(type, name));
      known.put(name, method);
    }
    return method;
  }

  /**
   * A method's declaration in a public type, since that of another could not be called; the
   * library's own interfaces before the app's classes.
   */
  private static Method find(Class<?> type, String name) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      Method found = null;
      for (Class<?> face : each.getInterfaces()) {
        found = found == null ? find(face, name) : found;
      }
      if (found == null && Modifier.isPublic(each.getModifiers())) {
        found = declared(each, name);
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static Method declared(Class<?> type, String name) {
    try {
      Method method = type.getDeclaredMethod(name);
      return Modifier.isPublic(method.getModifiers()) ? method : null;
    } catch (NoSuchMethodException | LinkageError none) {
      return null;
    }
  }
}
