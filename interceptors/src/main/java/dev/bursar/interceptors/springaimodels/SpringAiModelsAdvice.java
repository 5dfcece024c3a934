package dev.bursar.interceptors.springaimodels;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What is woven into models. Never loaded: its bodies are copied into them. */
final class SpringAiModelsAdvice {
  private SpringAiModelsAdvice() {}

  /** Around a method that returns the answer. */
  static final class Call {
    private Call() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.Argument(0) Object request,
        @Advice.Origin("#m#s") String method)
        throws IOException {
      return Gate.enter(
          Gate.SPRING_AI_MODELS, SpringAiModelsInstrumentation.CALL, where, model, request, method);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.Enter Object[] entered,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) Object returned,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      Gate.exit(
          Gate.SPRING_AI_MODELS,
          SpringAiModelsInstrumentation.CALL,
          where,
          model,
          entered,
          returned,
          thrown);
    }
  }

  /** Around a method that returns a publisher of the answer's parts. */
  static final class Stream {
    private Stream() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.Argument(0) Object request,
        @Advice.Origin("#m#s") String method)
        throws IOException {
      return Gate.enter(
          Gate.SPRING_AI_MODELS,
          SpringAiModelsInstrumentation.STREAM,
          where,
          model,
          request,
          method);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.Enter Object[] entered,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) Object returned,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      return Gate.exit(
          Gate.SPRING_AI_MODELS,
          SpringAiModelsInstrumentation.STREAM,
          where,
          model,
          entered,
          returned,
          thrown);
    }
  }

  /** As what may be tried several times is about to be tried. */
  static final class Retry {
    private Retry() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments(
        @ToArgument(value = 0, index = 0, typing = Assigner.Typing.DYNAMIC))
    static Object[] enter(
        @Advice.Origin Class<?> where, @Advice.This Object self, @Advice.Argument(0) Object action)
        throws IOException {
      return Gate.enter(
          Gate.SPRING_AI_MODELS, SpringAiModelsInstrumentation.RETRY, where, self, action, null);
    }
  }
}
