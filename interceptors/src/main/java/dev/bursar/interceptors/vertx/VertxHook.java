package dev.bursar.interceptors.vertx;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Runs;
import java.util.List;

/**
 * Notes the run in which a listener is registered, and takes it up as the listener is told. Several
 * listeners of one future are told by one, for the run in which the second was registered.
 */
public final class VertxHook implements Hook {
  /** A hook; the governor is not asked. */
  public VertxHook(Governor governor) {}

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    if (point == VertxInstrumentation.REGISTERED) {
      Runs.handedOver(first);
      return null;
    }
    Object listener = second == null ? first : second;
    Object[] taken = Runs.takeUp(listener);
    forget(listener);
    return taken;
  }

  /** A listener is told once; there may be too many of them to wait until they are collected. */
  private static void forget(Object listener) {
    Runs.done(listener);
    if (listener instanceof List) {
      for (Object each : (List<?>) listener) {
        Runs.done(each);
      }
    }
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (point == VertxInstrumentation.GATHERED) {
      Runs.handedOver(self);
    } else {
      Runs.leave(entered);
    }
    return null;
  }
}
