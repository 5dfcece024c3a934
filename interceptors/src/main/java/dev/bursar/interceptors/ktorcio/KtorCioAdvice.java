package dev.bursar.interceptors.ktorcio;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * What is woven into the engine's {@code execute}. Never loaded: its bodies are copied into the
 * engine's.
 */
final class KtorCioAdvice {
  private KtorCioAdvice() {}

  @Advice.OnMethodEnter(
      skipOn = Advice.OnNonDefaultValue.class,
      skipOnIndex = KtorCioInstrumentation.RESULT,
      suppress = Throwable.class)
  @Advice.AssignReturned.ToArguments({
    @ToArgument(
        value = 0,
        index = KtorCioInstrumentation.REQUEST,
        typing = Assigner.Typing.DYNAMIC),
    @ToArgument(
        value = 1,
        index = KtorCioInstrumentation.CONTINUATION,
        typing = Assigner.Typing.DYNAMIC)
  })
  static Object[] enter(
      @Advice.Origin Class<?> where,
      @Advice.This Object engine,
      @Advice.Argument(0) Object request,
      @Advice.Argument(1) Object continuation)
      throws IOException {
    return Gate.enter(
        Gate.KTOR_CIO, KtorCioInstrumentation.CALL, where, engine, request, continuation);
  }

  @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
  @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
  static Object exit(
      @Advice.Origin Class<?> where,
      @Advice.This Object engine,
      @Advice.Enter Object[] entered,
      @Advice.Return Object returned,
      @Advice.Thrown Throwable thrown)
      throws IOException {
    return Gate.exit(
        Gate.KTOR_CIO, KtorCioInstrumentation.CALL, where, engine, entered, returned, thrown);
  }
}
