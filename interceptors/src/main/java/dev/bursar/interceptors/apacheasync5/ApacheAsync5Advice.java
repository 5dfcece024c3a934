package dev.bursar.interceptors.apacheasync5;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * What is woven into the clients. Never loaded: its bodies are copied into the clients' classes.
 */
final class ApacheAsync5Advice {
  private ApacheAsync5Advice() {}

  /** Around {@code AsyncConnectExec.execute}. */
  static final class Call {
    private Call() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = ApacheAsync5Instrumentation.STOP,
        suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments({
      @ToArgument(
          value = 1,
          index = ApacheAsync5Instrumentation.BODY,
          typing = Assigner.Typing.DYNAMIC),
      @ToArgument(
          value = 4,
          index = ApacheAsync5Instrumentation.CALLBACK,
          typing = Assigner.Typing.DYNAMIC)
    })
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object exec,
        @Advice.AllArguments Object[] arguments)
        throws IOException {
      return Gate.enter(
          Gate.APACHE_ASYNC_5, ApacheAsync5Instrumentation.CALL, where, exec, arguments, null);
    }
  }

  /** Around the {@code execute} of the clients without a chain. */
  static final class Minimal {
    private Minimal() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments(
        @ToArgument(
            value = 0,
            index = ApacheAsync5Instrumentation.HANDLER,
            typing = Assigner.Typing.DYNAMIC))
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object client,
        @Advice.Argument(0) Object handler)
        throws IOException {
      return Gate.enter(
          Gate.APACHE_ASYNC_5,
          ApacheAsync5Instrumentation.MINIMAL_CALL,
          where,
          client,
          handler,
          null);
    }
  }
}
