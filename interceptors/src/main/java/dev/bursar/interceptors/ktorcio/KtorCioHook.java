package dev.bursar.interceptors.ktorcio;

import dev.bursar.gate.AppRefusal;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.interceptors.EventLoopWaits;
import dev.bursar.interceptors.FaultPoint;
import io.ktor.client.engine.HttpClientEngine;
import io.ktor.client.request.HttpRequestData;
import java.io.IOException;
import kotlin.coroutines.Continuation;

/**
 * Governs each sending: swaps the request, and the continuation that the engine resumes with its
 * answer. What must be awaited first suspends the coroutine before the engine has begun.
 */
public final class KtorCioHook implements Hook {
  private final EventLoopWaits waits;
  private final KtorCioChannels channels = KtorCioChannels.ofThisKtor();

  /** A hook that asks this governor. */
  public KtorCioHook(Governor governor) {
    waits = new EventLoopWaits(governor);
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second)
      throws IOException {
    if (first == null || second instanceof KtorCioCall) {
      return null; // The engine's own coroutine goes on, or one that had to be awaited.
    }
    FaultPoint.reach(KtorCioInstrumentation.CLIENT, "enter");
    KtorCioCall call =
        new KtorCioCall(
            waits,
            (HttpClientEngine) self,
            new KtorCioRequest((HttpRequestData) first, channels),
            KtorCioHook.<Object>cast(second));
    Object result = call.begin();
    if (result != null) {
      return new Object[] {first, second, result}; // Perhaps it goes on elsewhere by now.
    }
    if (call.failure() != null) {
      throw new AppRefusal(call.failure());
    }
    return call.isFollowed() || call.sent() != first
        ? new Object[] {call.sent(), call, null}
        : null;
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (entered == null) {
      return null;
    }
    Object result = entered[KtorCioInstrumentation.RESULT];
    if (result != null) {
      return result;
    }
    KtorCioCall call = (KtorCioCall) entered[KtorCioInstrumentation.CONTINUATION];
    if (thrown != null) {
      call.failed(thrown);
      return null;
    }
    return call.delivered(returned);
  }

  @SuppressWarnings("unchecked")
  private static <T> Continuation<T> cast(Object continuation) {
    return (Continuation<T>) continuation;
  }
}
