package dev.bursar.interceptors.vertx;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;

/** What is woven into Vert.x' futures. */
public final class VertxInstrumentation {
  /** A listener is registered with a future. */
  static final int REGISTERED = 0;

  /** A future's second listener is registered: from now on it has one that tells them all. */
  static final int GATHERED = 1;

  /** A listener is told. */
  static final int TOLD = 2;

  private static final String PACKAGE = "dev.bursar.interceptors.vertx.";
  private static final String ADVICE = PACKAGE + "VertxAdvice$";
  private static final String FUTURE = "io.vertx.core.impl.future.";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient(
          "vertx",
          Gate.VERTX,
          PACKAGE + "VertxHook",
          new HookedType(
              FUTURE + "FutureImpl",
              HookedMethod.of(ADVICE + "Registered", "addListener").takingAnything()),
          new HookedType(
              FUTURE + "FutureImpl$ListenerArray",
              HookedMethod.of(ADVICE + "Gathered", HookedMethod.CONSTRUCTOR).takingAnything()),
          new HookedType(
              FUTURE + "FutureBase",
              HookedMethod.of(ADVICE + "Told", "emitSuccess", "emitFailure", "emitResult")
                  .takingAnything()));

  private VertxInstrumentation() {}
}
