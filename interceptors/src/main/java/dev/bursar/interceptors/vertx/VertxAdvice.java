package dev.bursar.interceptors.vertx;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;

/** What is woven into Vert.x. Never loaded: its bodies are copied into its classes. */
final class VertxAdvice {
  private VertxAdvice() {}

  /** As a listener is registered. */
  static final class Registered {
    private Registered() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object future,
        @Advice.Argument(0) Object listener)
        throws IOException {
      Gate.enter(Gate.VERTX, VertxInstrumentation.REGISTERED, where, future, listener, null);
    }
  }

  /** As the constructor of a list of listeners returns. */
  static final class Gathered {
    private Gathered() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Origin Class<?> where, @Advice.This Object listeners)
        throws IOException {
      Gate.exit(Gate.VERTX, VertxInstrumentation.GATHERED, where, listeners, null, null, null);
    }
  }

  /** Around {@code emitSuccess} and {@code emitFailure} of 4, {@code emitResult} of 5. */
  static final class Told {
    private Told() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object future,
        @Advice.Argument(1) Object listenerOf4,
        @Advice.Argument(value = 2, optional = true) Object listenerOf5)
        throws IOException {
      return Gate.enter(
          Gate.VERTX, VertxInstrumentation.TOLD, where, future, listenerOf4, listenerOf5);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object future, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(Gate.VERTX, VertxInstrumentation.TOLD, where, future, entered, null, null);
    }
  }
}
