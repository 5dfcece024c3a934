package dev.bursar.interceptors;

import dev.bursar.interceptors.apache4.Apache4Instrumentation;
import dev.bursar.interceptors.apache5.Apache5Instrumentation;
import dev.bursar.interceptors.apacheasync4.ApacheAsync4Instrumentation;
import dev.bursar.interceptors.apacheasync5.ApacheAsync5Instrumentation;
import dev.bursar.interceptors.httpurlconnection.HttpUrlConnectionInstrumentation;
import dev.bursar.interceptors.jdkhttp.JdkHttpInstrumentation;
import dev.bursar.interceptors.jetty12.Jetty12Instrumentation;
import dev.bursar.interceptors.jetty9.Jetty9Instrumentation;
import dev.bursar.interceptors.ktorcio.KtorCioInstrumentation;
import dev.bursar.interceptors.netty.NettyInstrumentation;
import dev.bursar.interceptors.nettyhttp2.NettyHttp2Instrumentation;
import dev.bursar.interceptors.okhttp.OkHttpInstrumentation;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The clients that Bursar knows. */
public final class Clients {
  /** All of them; unmodifiable. */
  public static final List<ClientHooks> ALL =
      Collections.unmodifiableList(
          Arrays.asList(
              OkHttpInstrumentation.HOOKS,
              JdkHttpInstrumentation.HOOKS,
              HttpUrlConnectionInstrumentation.HOOKS,
              Apache4Instrumentation.HOOKS,
              Apache5Instrumentation.HOOKS,
              ApacheAsync4Instrumentation.HOOKS,
              ApacheAsync5Instrumentation.HOOKS,
              NettyInstrumentation.HOOKS,
              NettyHttp2Instrumentation.HOOKS,
              Jetty9Instrumentation.HOOKS,
              Jetty12Instrumentation.HOOKS,
              KtorCioInstrumentation.HOOKS));

  private Clients() {}
}
