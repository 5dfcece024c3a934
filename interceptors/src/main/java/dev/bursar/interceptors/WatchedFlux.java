package dev.bursar.interceptors;

import dev.bursar.gate.Gate;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Stands between a {@code Flux} of the app's Reactor and who subscribes to it: nothing happens
 * before somebody does, and each who does makes a call of his own. A publisher by proxy, of which
 * the app's own {@code Flux.from} makes a {@code Flux}: so nothing is linked to any release of
 * Reactor, and the subscriber's context passes as it is.
 */
public final class WatchedFlux implements InvocationHandler {
  private static final String FLUX = "reactor.core.publisher.Flux";
  private static final String PUBLISHER = "org.reactivestreams.Publisher";

  private final Object source;
  private final Class<?> flux;
  private final Watch.Maker watches;

  private WatchedFlux(Object source, Class<?> flux, Watch.Maker watches) {
    this.source = source;
    this.flux = flux;
    this.watches = watches;
  }

  /**
   * What the app is to have instead.
   *
   * @param source the app's own
   * @return null where it is no {@code Flux}
   * @throws IllegalStateException where this Reactor is unlike any that is known
   */
  public static Object of(Object source, Watch.Maker watches) {
    Class<?> flux = source.getClass();
    while (flux != null && !flux.getName().equals(FLUX)) {
      flux = flux.getSuperclass();
    }
    if (flux == null) {
      return null;
    }
    try {
      ClassLoader loader = flux.getClassLoader();
      Class<?> publisher = Class.forName(PUBLISHER, false, loader);
      Object watched =
          Proxy.newProxyInstance(
              loader, new Class<?>[] {publisher}, new WatchedFlux(source, flux, watches));
      return flux.getMethod("from", publisher).invoke(null, watched);
    } catch (ReflectiveOperationException other) {
      throw new IllegalStateException(other);
    }
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (!method.getName().equals("subscribe")) {
      return method.invoke(this, arguments); // What any object is asked.
    }
    Watch watch = null;
    try {
      watch = watches.subscribed();
    } catch (Throwable fault) {
      Gate.fault(fault);
    }
    if (watch == null) {
      return call(method, source, arguments[0]);
    }
    if (watch.refusal() != null) {
      Object refused = flux.getMethod("error", Throwable.class).invoke(null, watch.refusal());
      return call(method, refused, arguments[0]);
    }
    try {
      return call(method, source, WatchedSubscriber.of(arguments[0], watch));
    } finally {
      watch.left();
    }
  }

  private static Object call(Method method, Object target, Object argument) throws Throwable {
    try {
      return method.invoke(target, argument);
    } catch (InvocationTargetException fromApp) {
      throw fromApp.getCause();
    }
  }
}
