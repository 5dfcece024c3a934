package dev.bursar.interceptors.apache4;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.interceptors.FaultPoint;
import java.io.IOException;

/**
 * Sends each woven method to what deals with it. Names no type of the client, so that it can be
 * made for a loader that sees the client's core alone.
 */
public final class Apache4Hook implements Hook {
  private static final Object[] NEVER = {};

  private final Governor governor;

  /** A hook that asks this governor. */
  public Apache4Hook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second)
      throws IOException {
    if (point == Apache4Instrumentation.SENDING) {
      Apache4Sending.begins(self);
      return null;
    }
    if (point == Apache4Instrumentation.RETRY) {
      return first instanceof BudgetExceededIOException ? NEVER : null;
    }
    FaultPoint.reach(Apache4Instrumentation.CLIENT, "enter");
    return point == Apache4Instrumentation.CALL
        ? Apache4Call.begin(governor, self, first, second)
        : Apache4Call.beginOld(governor, self, first);
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (point == Apache4Instrumentation.SENDING) {
      Apache4Sending.answered(self, returned);
      return null;
    }
    if (entered == null) {
      return null;
    }
    if (entered[Apache4Instrumentation.RESULT] != null) {
      return entered[Apache4Instrumentation.RESULT];
    }
    return ((Apache4Call) entered[Apache4Instrumentation.PASSAGE]).end(returned, thrown);
  }
}
