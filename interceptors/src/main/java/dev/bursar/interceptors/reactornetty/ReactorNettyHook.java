package dev.bursar.interceptors.reactornetty;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Runs;
import reactor.netty.DisposableChannel;

/**
 * Notes the run of a call as it is made, takes it up as its connection is there, and hands it over
 * to the channel: the request's body may be written later, by another thread.
 */
public final class ReactorNettyHook implements Hook {
  /** A hook; the governor is not asked. */
  public ReactorNettyHook(Governor governor) {}

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    if (!Runs.used()) {
      return null;
    }
    Object[] taken = Runs.takeUp(first);
    Runs.handedOver(((DisposableChannel) second).channel());
    return taken;
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (point == ReactorNettyInstrumentation.MADE) {
      Runs.handedOver(self);
    } else {
      Runs.leave(entered);
    }
    return null;
  }
}
