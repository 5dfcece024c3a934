package dev.bursar.interceptors.asynchttp;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;

/** What is woven into async-http-client. Never loaded: its bodies are copied into its classes. */
final class AsyncHttpAdvice {
  private AsyncHttpAdvice() {}

  /** As a call's constructor returns. */
  static final class Made {
    private Made() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Origin Class<?> where, @Advice.This Object call) throws IOException {
      Gate.exit(Gate.ASYNC_HTTP, AsyncHttpInstrumentation.MADE, where, call, null, null, null);
    }
  }

  /** Around {@code writeRequest}. */
  static final class Write {
    private Write() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object sender,
        @Advice.Argument(0) Object call,
        @Advice.Argument(1) Object channel)
        throws IOException {
      return Gate.enter(
          Gate.ASYNC_HTTP, AsyncHttpInstrumentation.WRITE, where, sender, call, channel);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object sender, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(
          Gate.ASYNC_HTTP, AsyncHttpInstrumentation.WRITE, where, sender, entered, null, null);
    }
  }
}
