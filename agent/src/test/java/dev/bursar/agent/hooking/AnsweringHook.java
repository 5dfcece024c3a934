package dev.bursar.agent.hooking;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;

/** Answers, so that a test sees that it was asked. */
public final class AnsweringHook implements Hook {
  public AnsweringHook(Governor governor) {}

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    return new Object[] {"asked"};
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    return "asked";
  }
}
