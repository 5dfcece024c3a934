package dev.bursar.interceptors.asynchttp;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Runs;

/**
 * Notes the run of a call as it is made, takes it up as its request is written, and hands it over
 * to the channel: the request's body may be written later, by another thread.
 */
public final class AsyncHttpHook implements Hook {
  /** A hook; the governor is not asked. */
  public AsyncHttpHook(Governor governor) {}

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    Object[] taken = Runs.takeUp(first);
    Runs.handedOver(second);
    return taken;
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (point == AsyncHttpInstrumentation.MADE) {
      Runs.handedOver(self);
    } else {
      Runs.leave(entered);
    }
    return null;
  }
}
