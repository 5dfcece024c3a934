package dev.bursar.interceptors.okhttp;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What is woven into OkHttp. Never loaded: its bodies are copied into OkHttp's classes. */
final class OkHttpAdvice {
  private OkHttpAdvice() {}

  /** As a call is handed over. */
  static final class Enqueued {
    private Enqueued() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Origin Class<?> where, @Advice.This Object call) throws IOException {
      Gate.enter(Gate.OKHTTP, OkHttpInstrumentation.ENQUEUED, where, call, null, null);
    }
  }

  /** Around one call's run through its interceptors. */
  static final class Call {
    private Call() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object call,
        @Advice.FieldValue("forWebSocket") boolean webSocket)
        throws IOException {
      return Gate.enter(Gate.OKHTTP, OkHttpInstrumentation.CALL, where, call, webSocket, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object call, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(Gate.OKHTTP, OkHttpInstrumentation.CALL, where, call, entered, null, null);
    }
  }

  /** As a client's application interceptors are returned. */
  static final class Interceptors {
    private Interceptors() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where, @Advice.This Object client, @Advice.Return Object list)
        throws IOException {
      return Gate.exit(
          Gate.OKHTTP, OkHttpInstrumentation.INTERCEPTORS, where, client, null, list, null);
    }
  }

  /** As a client's network interceptors are returned. */
  static final class NetworkInterceptors {
    private NetworkInterceptors() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where, @Advice.This Object client, @Advice.Return Object list)
        throws IOException {
      return Gate.exit(
          Gate.OKHTTP, OkHttpInstrumentation.NETWORK_INTERCEPTORS, where, client, null, list, null);
    }
  }
}
