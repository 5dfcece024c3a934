package dev.bursar.interceptors.ktorcio;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Connectors;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.Arrays;

/** What is woven into Ktor's CIO engine. */
public final class KtorCioInstrumentation {
  /** The client's name. */
  static final String CLIENT = "ktor-cio";

  /** A sending, as the engine is asked for it, or as its coroutine goes on. */
  static final int CALL = 0;

  /** Where {@link #CALL} puts the request. */
  static final int REQUEST = 0;

  /** Where it puts what goes on when the engine has answered. */
  static final int CONTINUATION = 1;

  /** Where it puts what to return in place of what the engine would do; null to let it do that. */
  static final int RESULT = 2;

  private static final String PACKAGE = "dev.bursar.interceptors.ktorcio.";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      new ClientHooks(
          CLIENT,
          Gate.KTOR_CIO,
          PACKAGE + "KtorCioHook",
          Arrays.asList("io.ktor.", "kotlin.", "kotlinx."),
          Connectors.of("io.ktor.network."),
          new HookedType(
              "io.ktor.client.engine.cio.CIOEngine",
              HookedMethod.of(PACKAGE + "KtorCioAdvice", "execute")
                  .taking(
                      "io.ktor.client.request.HttpRequestData", "kotlin.coroutines.Continuation")));

  private KtorCioInstrumentation() {}
}
