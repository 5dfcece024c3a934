package dev.bursar.interceptors.langchain4j;

import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Gate;
import java.lang.reflect.Method;

/** A refusal that LangChain4j would keep from the handler of a stream. */
final class StreamRefusal {
  /** Where LangChain4j has it, what a stream's handler throws is told to that handler. */
  private static final String TOLD_OF_FAILURES =
      "dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils";

  private StreamRefusal() {}

  /**
   * A stream's handler is about to fail. Before 1.1 nobody would hear of it, and the app wait for
   * an answer for ever: there the handler is told of a refusal here.
   */
  static void tell(Object handler, Throwable thrown) {
    if (!isOne(thrown) || isThere(TOLD_OF_FAILURES, handler.getClass().getClassLoader())) {
      return;
    }
    try {
      Method onError = handler.getClass().getMethod("onError", Throwable.class);
      onError.setAccessible(true);
      onError.invoke(handler, thrown);
    } catch (ReflectiveOperationException | RuntimeException failed) {
      Gate.fault(failed);
    }
  }

  private static boolean isOne(Throwable thrown) {
    return thrown instanceof BudgetExceededException
        || (thrown != null && thrown.getCause() instanceof BudgetExceededException);
  }

  private static boolean isThere(String name, ClassLoader loader) {
    try {
      Class.forName(name, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError missing) {
      return false;
    }
  }
}
