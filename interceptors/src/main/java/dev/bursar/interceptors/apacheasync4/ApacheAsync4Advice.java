package dev.bursar.interceptors.apacheasync4;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * What is woven into the clients' {@code execute}. Never loaded: its bodies are copied into the
 * client's.
 */
final class ApacheAsync4Advice {
  private ApacheAsync4Advice() {}

  @Advice.OnMethodEnter(
      skipOn = Advice.OnNonDefaultValue.class,
      skipOnIndex = ApacheAsync4Instrumentation.RESULT,
      suppress = Throwable.class)
  @Advice.AssignReturned.ToArguments({
    @ToArgument(
        value = 0,
        index = ApacheAsync4Instrumentation.PRODUCER,
        typing = Assigner.Typing.DYNAMIC),
    @ToArgument(
        value = 1,
        index = ApacheAsync4Instrumentation.CONSUMER,
        typing = Assigner.Typing.DYNAMIC),
    @ToArgument(
        value = 2,
        index = ApacheAsync4Instrumentation.CONTEXT,
        typing = Assigner.Typing.DYNAMIC)
  })
  static Object[] enter(
      @Advice.Origin Class<?> where,
      @Advice.This Object client,
      @Advice.AllArguments Object[] arguments)
      throws IOException {
    return Gate.enter(
        Gate.APACHE_ASYNC_4, ApacheAsync4Instrumentation.CALL, where, client, arguments, null);
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
        Gate.APACHE_ASYNC_4,
        ApacheAsync4Instrumentation.CALL,
        where,
        client,
        entered,
        returned,
        thrown);
  }
}
