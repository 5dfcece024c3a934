package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.gate.BudgetExceededException;
import dev.bursar.interceptors.FailureStatus;
import dev.bursar.interceptors.ModelCall;
import dev.bursar.interceptors.NotRetried;
import java.util.concurrent.Callable;

/** What LangChain4j tries several times: each time after the first is an attempt of its own. */
final class Attempts implements Callable<Object> {
  private final Callable<?> action;
  private final ModelCall call;
  private final Class<?> where;
  private Throwable failure;

  /**
   * @param action what is tried
   * @param call the call that it is part of
   * @param where a class that sees the app's LangChain4j
   */
  Attempts(Callable<?> action, ModelCall call, Class<?> where) {
    this.action = action;
    this.call = call;
    this.where = where;
  }

  @Override
  public Object call() throws Exception {
    if (failure != null) {
      String refusal = call.again(FailureStatus.of(failure), failure);
      if (refusal != null) {
        throw NotRetried.LANGCHAIN4J.of(new BudgetExceededException(refusal), where);
      }
    }
    try {
      return action.call();
    } catch (Exception | Error e) {
      failure = e;
      throw e;
    }
  }
}
