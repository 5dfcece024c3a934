package dev.bursar.interceptors.runs;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is woven into methods of the app that are runs. */
public final class RunsInstrumentation {
  /** A method that is a run. */
  static final int METHOD = 0;

  private static final String PACKAGE = "dev.bursar.interceptors.runs.";

  private RunsInstrumentation() {}

  /**
   * The hooks for some methods of the app.
   *
   * @param methods the methods' names, by the names of the classes that declare them, with dots
   */
  public static ClientHooks hooks(Map<String, Set<String>> methods) {
    List<HookedType> types = new ArrayList<>();
    for (Map.Entry<String, Set<String>> type : methods.entrySet()) {
      List<HookedMethod> hooked = new ArrayList<>();
      for (String method : type.getValue()) {
        hooked.add(HookedMethod.of(PACKAGE + "RunsAdvice", method).takingAnything());
      }
      types.add(new HookedType(type.getKey(), hooked.toArray(new HookedMethod[0])));
    }
    return ClientHooks.ofNoClient(
        "runs", Gate.RUNS, PACKAGE + "RunsHook", types.toArray(new HookedType[0]));
  }
}
