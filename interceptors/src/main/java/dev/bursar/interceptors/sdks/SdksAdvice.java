package dev.bursar.interceptors.sdks;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What is woven into SDKs. Never loaded: its bodies are copied into them. */
final class SdksAdvice {
  private SdksAdvice() {}

  /** Around a call that returns the answer, or a stream of it. */
  static final class Call {
    private Call() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object service)
        throws IOException {
      return Gate.enter(Gate.SDKS, SdksInstrumentation.CALL, where, service, null, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object service, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(Gate.SDKS, SdksInstrumentation.CALL, where, service, entered, null, null);
    }
  }

  /** Around a call that returns a future of the answer. */
  static final class Later {
    private Later() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = SdksInstrumentation.REFUSED,
        suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object service)
        throws IOException {
      return Gate.enter(Gate.SDKS, SdksInstrumentation.LATER, where, service, null, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object service,
        @Advice.Enter Object[] entered,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) Object returned,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      return Gate.exit(
          Gate.SDKS, SdksInstrumentation.LATER, where, service, entered, returned, thrown);
    }
  }
}
