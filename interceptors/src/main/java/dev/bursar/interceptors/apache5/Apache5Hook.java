package dev.bursar.interceptors.apache5;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.interceptors.FaultPoint;
import java.io.IOException;

/**
 * Sends each woven method to what deals with it. Names no type of the client, so that it can be
 * made for a loader that sees the client's core alone.
 */
public final class Apache5Hook implements Hook {
  private final Governor governor;

  /** A hook that asks this governor. */
  public Apache5Hook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second)
      throws IOException {
    if (point == Apache5Instrumentation.SENDING) {
      Apache5Sending.begins(self);
      return null;
    }
    FaultPoint.reach(Apache5Instrumentation.CLIENT, "enter");
    return point == Apache5Instrumentation.CALL
        ? Apache5Call.begin(governor, first, second)
        : Apache5Call.beginMinimal(governor, first, second);
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (point == Apache5Instrumentation.SENDING) {
      Apache5Sending.answered(self, returned);
      return null;
    }
    if (entered == null) {
      return null;
    }
    if (entered[Apache5Instrumentation.RESULT] != null) {
      return entered[Apache5Instrumentation.RESULT];
    }
    ((Apache5Call) entered[Apache5Instrumentation.PASSAGE]).end(returned, thrown);
    return null;
  }
}
