package dev.bursar.interceptors.runs;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;

/** What is woven into methods that are runs. Never loaded: its body is copied into them. */
final class RunsAdvice {
  private RunsAdvice() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static Object[] enter(@Advice.Origin Class<?> where, @Advice.Origin("#m") String method)
      throws IOException {
    return Gate.enter(Gate.RUNS, RunsInstrumentation.METHOD, where, null, method, null);
  }

  @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
  static void exit(@Advice.Origin Class<?> where, @Advice.Enter Object[] entered)
      throws IOException {
    Gate.exit(Gate.RUNS, RunsInstrumentation.METHOD, where, null, entered, null, null);
  }
}
