package dev.bursar.interceptors;

import dev.bursar.gate.BudgetExceededException;
import java.lang.reflect.Constructor;
import java.util.Optional;

/**
 * Refusals as an app of LangChain4j sees them: exceptions that its LangChain4j does not try again.
 *
 * <p>Threading: safe from any thread. What is known of a class lives and dies with it.
 */
public final class NotRetried {
  private static final String TYPE = "dev.langchain4j.exception.NonRetriableException";

  private static final ClassValue<Optional<Constructor<?>>> CONSTRUCTORS =
      new ClassValue<Optional<Constructor<?>>>() {
        @Override
        protected Optional<Constructor<?>> computeValue(Class<?> where) {
          try {
            Class<?> type = Class.forName(TYPE, true, where.getClassLoader());
            return Optional.<Constructor<?>>of(type.getConstructor(String.class, Throwable.class));
          } catch (ReflectiveOperationException | LinkageError old) {
            return Optional.empty();
          }
        }
      };

  private NotRetried() {}

  /**
   * What to throw, or to give to a handler.
   *
   * @param where a class that sees the app's LangChain4j
   * @return a {@code NonRetriableException} with the refusal as its cause, or before 1.0, which has
   *     none, the refusal itself
   */
  public static RuntimeException of(BudgetExceededException refusal, Class<?> where) {
    Optional<Constructor<?>> constructor = CONSTRUCTORS.get(where);
    if (!constructor.isPresent()) {
      return refusal;
    }
    try {
      return (RuntimeException) constructor.get().newInstance(refusal.getMessage(), refusal);
    } catch (ReflectiveOperationException | ClassCastException other) {
      return refusal;
    }
  }
}
