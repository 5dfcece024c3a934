package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.gate.BudgetExceededException;
import java.lang.reflect.Constructor;
import java.util.Optional;

/** Refusals as the app sees them: exceptions that its LangChain4j does not try again. */
final class LangChain4jModelsRefusal {
  private static final String NOT_RETRIED = "dev.langchain4j.exception.NonRetriableException";

  private static final ClassValue<Optional<Constructor<?>>> CONSTRUCTORS =
      new ClassValue<Optional<Constructor<?>>>() {
        @Override
        protected Optional<Constructor<?>> computeValue(Class<?> where) {
          try {
            Class<?> type = Class.forName(NOT_RETRIED, true, where.getClassLoader());
            return Optional.<Constructor<?>>of(type.getConstructor(String.class, Throwable.class));
          } catch (ReflectiveOperationException | LinkageError old) {
            return Optional.empty();
          }
        }
      };

  private LangChain4jModelsRefusal() {}

  /**
   * What to throw, or to give to a handler.
   *
   * @param where a class that sees the app's LangChain4j
   * @return a {@code NonRetriableException} with ours as its cause, or ours alone before 1.0
   */
  static RuntimeException of(Class<?> where, String message) {
    BudgetExceededException refusal = new BudgetExceededException(message);
    Optional<Constructor<?>> constructor = CONSTRUCTORS.get(where);
    if (constructor.isPresent()) {
      try {
        return (RuntimeException) constructor.get().newInstance(message, refusal);
      } catch (ReflectiveOperationException | ClassCastException other) {
        return refusal;
      }
    }
    return refusal;
  }
}
