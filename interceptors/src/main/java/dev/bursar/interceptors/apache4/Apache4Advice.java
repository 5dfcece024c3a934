package dev.bursar.interceptors.apache4;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * What is woven into Apache HttpClient 4. Never loaded: its bodies are copied into the client's.
 * What stands for the instance is the request.
 */
final class Apache4Advice {
  private Apache4Advice() {}

  /** Around {@code ProtocolExec.execute} and {@code MinimalClientExec.execute}. */
  static final class Call {
    private Call() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = Apache4Instrumentation.RESULT,
        suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments(
        @ToArgument(
            value = 3,
            index = Apache4Instrumentation.AWARE,
            typing = Assigner.Typing.DYNAMIC))
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.Argument(0) Object route,
        @Advice.Argument(1) Object request,
        @Advice.Argument(3) Object aware)
        throws IOException {
      return Gate.enter(Gate.APACHE_4, Apache4Instrumentation.CALL, where, request, route, aware);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.Argument(1) Object request,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      return Gate.exit(
          Gate.APACHE_4, Apache4Instrumentation.CALL, where, request, entered, returned, thrown);
    }
  }

  /** Around {@code DefaultRequestDirector.execute}. */
  static final class OldCall {
    private OldCall() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = Apache4Instrumentation.RESULT,
        suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.Argument(0) Object target,
        @Advice.Argument(1) Object request)
        throws IOException {
      return Gate.enter(
          Gate.APACHE_4, Apache4Instrumentation.OLD_CALL, where, request, target, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.Argument(1) Object request,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      return Gate.exit(
          Gate.APACHE_4,
          Apache4Instrumentation.OLD_CALL,
          where,
          request,
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
      Gate.enter(Gate.APACHE_4, Apache4Instrumentation.SENDING, where, request, null, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.Argument(0) Object request,
        @Advice.Return Object response)
        throws IOException {
      Gate.exit(
          Gate.APACHE_4, Apache4Instrumentation.SENDING, where, request, null, response, null);
    }
  }

  /**
   * As {@code DefaultHttpRequestRetryHandler.retryRequest} begins; without it, the answer is no.
   */
  static final class Retry {
    private Retry() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.Argument(0) Object failure)
        throws IOException {
      return Gate.enter(Gate.APACHE_4, Apache4Instrumentation.RETRY, where, null, failure, null);
    }
  }
}
