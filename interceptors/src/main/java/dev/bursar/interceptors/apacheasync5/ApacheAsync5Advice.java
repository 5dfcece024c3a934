package dev.bursar.interceptors.apacheasync5;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * What is woven into {@code AsyncConnectExec.execute}. Never loaded: its body is copied into the
 * client's class.
 */
final class ApacheAsync5Advice {
  private ApacheAsync5Advice() {}

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
