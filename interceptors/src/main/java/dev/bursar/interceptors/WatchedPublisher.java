package dev.bursar.interceptors;

import dev.bursar.gate.Gate;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Stands between a publisher of the app's and who subscribes to it: nothing happens before somebody
 * does, and each who does makes a call of his own. By proxy, so that nothing is linked to Reactive
 * Streams, of any loader, or to {@code Flow}, which Java 8 has not.
 */
public final class WatchedPublisher implements InvocationHandler {
  private static final String FLOW = "java.util.concurrent.Flow$Publisher";

  private final Object source;
  private final Watch.Maker watches;

  private WatchedPublisher(Object source, Watch.Maker watches) {
    this.source = source;
    this.watches = watches;
  }

  /**
   * What the app is to have instead of a publisher of {@code java.util.concurrent.Flow}.
   *
   * @param source the app's own
   * @return null where it is none
   */
  public static Object ofFlow(Object source, Watch.Maker watches) {
    try {
      Class<?> publisher = Class.forName(FLOW, false, null);
      return publisher.isInstance(source) ? of(source, publisher, watches) : null;
    } catch (ClassNotFoundException before9) {
      return null;
    }
  }

  /** A publisher of this type in place of another one. */
  static Object of(Object source, Class<?> publisher, Watch.Maker watches) {
    return Proxy.newProxyInstance(
        publisher.getClassLoader(),
        new Class<?>[] {publisher},
        new WatchedPublisher(source, watches));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (!method.getName().equals("subscribe")) {
      return method.invoke(this, arguments); // What any object is asked.
    }
    Watch watch = null;
    try {
      watch = arguments[0] == null ? null : watches.subscribed();
    } catch (Throwable fault) {
      Gate.fault(fault);
    }
    if (watch == null) {
      return call(method, source, arguments[0]);
    }
    if (watch.refusal() != null) {
      refuse(method.getParameterTypes()[0], arguments[0], watch.refusal());
      return null;
    }
    try {
      return call(method, source, WatchedSubscriber.of(arguments[0], watch));
    } finally {
      watch.left();
    }
  }

  /** Reactive Streams 1.9: who is refused is given a subscription first. */
  private static void refuse(Class<?> type, Object subscriber, RuntimeException refusal)
      throws Throwable {
    for (Method method : type.getMethods()) {
      if (method.getName().equals("onSubscribe")) {
        call(method, subscriber, nothing(method.getParameterTypes()[0]));
      }
    }
    call(type.getMethod("onError", Throwable.class), subscriber, refusal);
  }

  private static Object nothing(Class<?> subscription) {
    return Proxy.newProxyInstance(
        subscription.getClassLoader(), new Class<?>[] {subscription}, Nothing.INSTANCE);
  }

  private static Object call(Method method, Object target, Object argument) throws Throwable {
    try {
      return method.invoke(target, argument);
    } catch (InvocationTargetException fromApp) {
      throw fromApp.getCause();
    }
  }

  /** A subscription that has nothing to give. */
  private enum Nothing implements InvocationHandler {
    INSTANCE;

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      boolean own = method.getDeclaringClass() == Object.class;
      return own ? method.invoke(this, arguments) : null;
    }
  }
}
