package dev.bursar.interceptors.reactornetty;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;

/** What is woven into Reactor Netty. Never loaded: its bodies are copied into its classes. */
final class ReactorNettyAdvice {
  private ReactorNettyAdvice() {}

  /** As a call's constructor returns. */
  static final class Made {
    private Made() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Origin Class<?> where, @Advice.This Object call) throws IOException {
      Gate.exit(
          Gate.REACTOR_NETTY, ReactorNettyInstrumentation.MADE, where, call, null, null, null);
    }
  }

  /** Around {@code onStateChange} of a call's observer, in which its request is written. */
  static final class Connection {
    private Connection() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object observer,
        @Advice.FieldValue("handler") Object call,
        @Advice.Argument(0) Object connection)
        throws IOException {
      return Gate.enter(
          Gate.REACTOR_NETTY,
          ReactorNettyInstrumentation.CONNECTION,
          where,
          observer,
          call,
          connection);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object observer, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(
          Gate.REACTOR_NETTY,
          ReactorNettyInstrumentation.CONNECTION,
          where,
          observer,
          entered,
          null,
          null);
    }
  }
}
