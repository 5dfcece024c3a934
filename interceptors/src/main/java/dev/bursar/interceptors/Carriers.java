package dev.bursar.interceptors;

import dev.bursar.interceptors.asynchttp.AsyncHttpInstrumentation;
import dev.bursar.interceptors.coroutines.CoroutinesInstrumentation;
import dev.bursar.interceptors.executors.ExecutorsInstrumentation;
import dev.bursar.interceptors.nettytasks.NettyTasksInstrumentation;
import dev.bursar.interceptors.reactornetty.ReactorNettyInstrumentation;
import dev.bursar.interceptors.vertx.VertxInstrumentation;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What carries the current run from one thread to another; woven only where there are runs. */
public final class Carriers {
  /** All of them; unmodifiable. */
  public static final List<ClientHooks> ALL =
      Collections.unmodifiableList(
          Arrays.asList(
              ExecutorsInstrumentation.HOOKS,
              NettyTasksInstrumentation.HOOKS,
              ReactorNettyInstrumentation.HOOKS,
              AsyncHttpInstrumentation.HOOKS,
              VertxInstrumentation.HOOKS,
              CoroutinesInstrumentation.HOOKS));

  private Carriers() {}
}
