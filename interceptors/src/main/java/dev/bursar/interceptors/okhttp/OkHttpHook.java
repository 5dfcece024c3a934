package dev.bursar.interceptors.okhttp;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.FaultPoint;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Request;

/**
 * Puts our interceptors into one call, and into nothing else: {@code RealCall} asks its client for
 * both lists while it assembles that call's chain, and only then is this thread marked.
 *
 * <p>Ours is the last application interceptor, so the app's own, which may rewrite or repeat the
 * request, are above it and see a refusal as they would see a server's answer; and the last network
 * interceptor, which sees each sending.
 */
public final class OkHttpHook implements Hook {
  private final Governor governor;

  /** The call that is being assembled, then our interceptor in it, else null. */
  @SuppressWarnings("ThreadLocalUsage") // One hook per loader of the app, gone with that loader.
  private final ThreadLocal<Object> mark = new ThreadLocal<>();

  /** A hook that asks this governor. */
  public OkHttpHook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    if (point == OkHttpInstrumentation.ENQUEUED) {
      Runs.handedOver(self);
      return null;
    }
    FaultPoint.reach(OkHttpInstrumentation.CLIENT, "enter");
    boolean webSocket = Boolean.TRUE.equals(first);
    if (!webSocket) {
      mark.set(self);
    }
    return Runs.takeUp(self);
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (entered != null) {
      Runs.restore(entered[0]);
    }
    Object marked = mark.get();
    if (marked == null) {
      return null;
    }
    if (point == OkHttpInstrumentation.INTERCEPTORS && marked instanceof Call) {
      return withInterceptor((List<?>) returned, (Call) marked);
    }
    mark.set(null);
    if (point == OkHttpInstrumentation.NETWORK_INTERCEPTORS
        && marked instanceof OkHttpInterceptor) {
      return and((List<?>) returned, new OkHttpAttempts((OkHttpInterceptor) marked));
    }
    return null;
  }

  private List<Object> withInterceptor(List<?> interceptors, Call call) {
    Request request = call.request();
    OkHttpInterceptor ours = null;
    if (interceptors.isEmpty()) {
      // Nobody can change the request on its way to ours.
      int interest = OkHttpRequest.look(governor, request);
      ours =
          interest == Governor.IGNORE ? null : new OkHttpInterceptor(governor, request, interest);
    } else {
      ours = new OkHttpInterceptor(governor, null, Governor.IGNORE);
    }
    mark.set(ours);
    return ours == null ? null : and(interceptors, ours);
  }

  private static List<Object> and(List<?> interceptors, Interceptor ours) {
    List<Object> all = new ArrayList<>(interceptors.size() + 1);
    all.addAll(interceptors);
    all.add(ours);
    return all;
  }
}
