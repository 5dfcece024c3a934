package dev.bursar.interceptors;

import dev.bursar.gate.BudgetExceededException;
import java.lang.reflect.Constructor;
import java.util.Optional;

/**
 * Refusals as an app of a library sees them: exceptions that this library does not try again.
 *
 * <p>Threading: safe from any thread. What is known of a class lives and dies with it.
 */
public final class NotRetried {
  /** LangChain4j's, from 1.0 on. */
  public static final NotRetried LANGCHAIN4J =
      new NotRetried("dev.langchain4j.exception.NonRetriableException");

  /** Spring AI's, up to 1.1. */
  public static final NotRetried SPRING_AI =
      new NotRetried("org.springframework.ai.retry.NonTransientAiException");

  private final String type;
  private final ClassValue<Optional<Constructor<?>>> constructors =
      new ClassValue<Optional<Constructor<?>>>() {
        @Override
        protected Optional<Constructor<?>> computeValue(Class<?> where) {
          try {
            Class<?> found = Class.forName(type, true, where.getClassLoader());
            return Optional.<Constructor<?>>of(found.getConstructor(String.class, Throwable.class));
          } catch (ReflectiveOperationException | LinkageError old) {
            return Optional.empty();
          }
        }
      };

  private NotRetried(String type) {
    this.type = type;
  }

  /**
   * What to throw, or to give to a handler.
   *
   * @param where a class that sees the app's library
   * @return the library's own exception with the refusal as its cause, or where it has none, the
   *     refusal itself
   */
  public RuntimeException of(BudgetExceededException refusal, Class<?> where) {
    Optional<Constructor<?>> constructor = constructors.get(where);
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
