package dev.bursar.agent.hooking;

import dev.bursar.gate.Hook;

/** A hook that fails wherever it is reached. */
public final class BrokenHook implements Hook {
  private final RuntimeException fault;

  public BrokenHook(RuntimeException fault) {
    this.fault = fault;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    throw fault;
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    throw fault;
  }
}
