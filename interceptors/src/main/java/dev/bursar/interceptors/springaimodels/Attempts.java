package dev.bursar.interceptors.springaimodels;

import dev.bursar.gate.BudgetExceededException;
import dev.bursar.interceptors.FailureStatus;
import dev.bursar.interceptors.ModelCall;
import dev.bursar.interceptors.NotRetried;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** What Spring Retry tries several times: each time after the first is an attempt of its own. */
final class Attempts implements InvocationHandler {
  private final Object action;
  private final ModelCall call;
  private final Class<?> where;
  private Throwable failure;

  private Attempts(Object action, ModelCall call, Class<?> where) {
    this.action = action;
    this.call = call;
    this.where = where;
  }

  /**
   * What is tried instead.
   *
   * @param action a {@code RetryCallback}
   * @param call the call that it is part of
   * @param where Spring Retry's own class
   */
  static Object of(Object action, ModelCall call, Class<?> where) throws ClassNotFoundException {
    ClassLoader loader = where.getClassLoader();
    Class<?> type = Class.forName("org.springframework.retry.RetryCallback", false, loader);
    return Proxy.newProxyInstance(loader, new Class<?>[] {type}, new Attempts(action, call, where));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    boolean attempt = method.getName().equals("doWithRetry");
    if (attempt && failure != null) {
      String refusal = call.again(FailureStatus.of(failure), failure);
      if (refusal != null) {
        throw NotRetried.SPRING_AI.of(new BudgetExceededException(refusal), where);
      }
    }
    try {
      return method.invoke(action, arguments);
    } catch (InvocationTargetException fromApp) {
      failure = attempt ? fromApp.getCause() : failure;
      throw fromApp.getCause();
    }
  }
}
