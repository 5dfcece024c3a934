package dev.bursar.interceptors;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Runs;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Hears what a subscriber is told, and what it asks for; hands everything on as it came. */
final class WatchedSubscriber implements InvocationHandler {
  private static final List<String> REACTORS =
      Collections.singletonList("reactor.core.CoreSubscriber");
  private static final List<String> SUBSCRIBER =
      Arrays.asList("org.reactivestreams.Subscriber", "java.util.concurrent.Flow$Subscriber");
  private static final List<String> SUBSCRIPTION =
      Arrays.asList("org.reactivestreams.Subscription", "java.util.concurrent.Flow$Subscription");

  private final Object told;
  private final Watch watch;

  private WatchedSubscriber(Object told, Watch watch) {
    this.told = told;
    this.watch = watch;
  }

  /** What is to be told instead; the subscriber itself where it is none. */
  static Object of(Object subscriber, Watch watch) {
    Object seen = of(subscriber, REACTORS, watch);
    return seen == subscriber ? of(subscriber, SUBSCRIBER, watch) : seen;
  }

  // An operator of Reactor's is a subscriber and a subscription, both in one.
  private static Object of(Object told, List<String> as, Watch watch) {
    Class<?> type = told == null ? null : Supertypes.find(told.getClass(), as);
    return type == null
        ? told
        : Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new WatchedSubscriber(told, watch));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    Object[] handed = arguments;
    Object[] left = null;
    try {
      switch (method.getName()) {
        case "onSubscribe":
          handed = new Object[] {of(arguments[0], SUBSCRIPTION, watch)};
          left = watch.downstream();
          break;
        case "onNext":
          watch.next(arguments[0]);
          left = watch.downstream();
          break;
        case "onError":
          watch.failed((Throwable) arguments[0]);
          left = watch.downstream();
          break;
        case "onComplete":
          watch.completed();
          left = watch.downstream();
          break;
        case "cancel":
          watch.cancelled();
          left = watch.upstream();
          break;
        case "request":
          left = watch.upstream();
          break;
        default:
      }
    } catch (Throwable fault) {
      Gate.fault(fault);
    }
    try {
      return method.invoke(told, handed);
    } catch (InvocationTargetException fromApp) {
      throw fromApp.getCause();
    } finally {
      Runs.leave(left);
    }
  }
}
