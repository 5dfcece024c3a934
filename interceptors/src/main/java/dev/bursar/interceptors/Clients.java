package dev.bursar.interceptors;

import dev.bursar.interceptors.httpurlconnection.HttpUrlConnectionInstrumentation;
import dev.bursar.interceptors.jdkhttp.JdkHttpInstrumentation;
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
              HttpUrlConnectionInstrumentation.HOOKS));

  private Clients() {}
}
