package dev.bursar.interceptors.coroutines;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;

/**
 * What is woven into Kotlin's coroutines: all that is dispatched of them is a {@code
 * DispatchedTask}, whatever the dispatcher does with it, and is made where they are started or
 * suspended.
 */
public final class CoroutinesInstrumentation {
  /** A continuation was made. */
  static final int MADE = 0;

  /** A part of a coroutine's work. */
  static final int WORK = 1;

  /** A thread of the scheduler's is made. */
  static final int THREAD = 2;

  private static final String PACKAGE = "dev.bursar.interceptors.coroutines.";
  private static final String ADVICE = PACKAGE + "CoroutinesAdvice$";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient(
          "coroutines",
          Gate.COROUTINES,
          PACKAGE + "CoroutinesHook",
          new HookedType(
              "kotlinx.coroutines.DispatchedTask",
              HookedMethod.of(ADVICE + "Made", HookedMethod.CONSTRUCTOR).taking("int"),
              HookedMethod.of(ADVICE + "Work", "run")),
          new HookedType(
              "kotlinx.coroutines.scheduling.CoroutineScheduler",
              HookedMethod.of(ADVICE + "NewThread", "createNewWorker")));

  private CoroutinesInstrumentation() {}
}
