package dev.bursar.interceptors.apache5;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * What is woven into Apache HttpClient 5. Never loaded: its bodies are copied into the client's.
 */
final class Apache5Advice {
  private Apache5Advice() {}

  /** Around {@code ProtocolExec.execute}. */
  static final class Call {
    private Call() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = Apache5Instrumentation.RESULT,
        suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object exec,
        @Advice.Argument(0) Object request,
        @Advice.Argument(1) Object scope)
        throws IOException {
      return Gate.enter(Gate.APACHE_5, Apache5Instrumentation.CALL, where, exec, request, scope);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object exec,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      return Gate.exit(
          Gate.APACHE_5, Apache5Instrumentation.CALL, where, exec, entered, returned, thrown);
    }
  }

  /** Around {@code MinimalHttpClient.doExecute}. */
  static final class MinimalCall {
    private MinimalCall() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = Apache5Instrumentation.RESULT,
        suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object client,
        @Advice.Argument(0) Object target,
        @Advice.Argument(1) Object request)
        throws IOException {
      return Gate.enter(
          Gate.APACHE_5, Apache5Instrumentation.MINIMAL_CALL, where, client, request, target);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object client,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      return Gate.exit(
          Gate.APACHE_5,
          Apache5Instrumentation.MINIMAL_CALL,
          where,
          client,
          entered,
          returned,
          thrown);
    }
  }

  /** Around {@code HttpRequestExecutor.execute}. */
  static final class Sending {
    private Sending() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Origin Class<?> where, @Advice.Argument(0) Object request)
        throws IOException {
      Gate.enter(Gate.APACHE_5, Apache5Instrumentation.SENDING, where, request, null, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.Argument(0) Object request,
        @Advice.Return Object response)
        throws IOException {
      Gate.exit(
          Gate.APACHE_5, Apache5Instrumentation.SENDING, where, request, null, response, null);
    }
  }
}
