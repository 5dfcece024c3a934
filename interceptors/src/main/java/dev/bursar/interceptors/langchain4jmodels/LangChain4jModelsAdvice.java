package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What is woven into models. Never loaded: its bodies are copied into them. */
final class LangChain4jModelsAdvice {
  private LangChain4jModelsAdvice() {}

  /** Around a method that returns the answer. */
  static final class Call {
    private Call() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.AllArguments Object[] arguments,
        @Advice.Origin("#m#s") String method)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J_MODELS,
          LangChain4jModelsInstrumentation.CALL,
          where,
          model,
          arguments,
          method);
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
          Gate.LANGCHAIN4J_MODELS,
          LangChain4jModelsInstrumentation.CALL,
          where,
          model,
          entered,
          returned,
          thrown);
    }
  }

  /** Around a method that returns a future of the answer. */
  static final class Later {
    private Later() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = LangChain4jModelsInstrumentation.REFUSED,
        suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.AllArguments Object[] arguments,
        @Advice.Origin("#m#s") String method)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J_MODELS,
          LangChain4jModelsInstrumentation.LATER,
          where,
          model,
          arguments,
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
          Gate.LANGCHAIN4J_MODELS,
          LangChain4jModelsInstrumentation.LATER,
          where,
          model,
          entered,
          returned,
          thrown);
    }
  }

  /** Around a method that tells a handler, its second argument. */
  static final class Told {
    private Told() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = LangChain4jModelsInstrumentation.REFUSED,
        suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments(
        @ToArgument(
            value = 1,
            index = LangChain4jModelsInstrumentation.REPLACED,
            typing = Assigner.Typing.DYNAMIC))
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.AllArguments Object[] arguments,
        @Advice.Origin("#m#s") String method)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J_MODELS,
          LangChain4jModelsInstrumentation.TOLD,
          where,
          model,
          arguments,
          method);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.Enter Object[] entered,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      Gate.exit(
          Gate.LANGCHAIN4J_MODELS,
          LangChain4jModelsInstrumentation.TOLD,
          where,
          model,
          entered,
          null,
          thrown);
    }
  }

  /** Around a method that tells a handler, its third argument. */
  static final class ToldThird {
    private ToldThird() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = LangChain4jModelsInstrumentation.REFUSED,
        suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments(
        @ToArgument(
            value = 2,
            index = LangChain4jModelsInstrumentation.REPLACED,
            typing = Assigner.Typing.DYNAMIC))
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.AllArguments Object[] arguments,
        @Advice.Origin("#m#s") String method)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J_MODELS,
          LangChain4jModelsInstrumentation.TOLD,
          where,
          model,
          arguments,
          method);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.Enter Object[] entered,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      Gate.exit(
          Gate.LANGCHAIN4J_MODELS,
          LangChain4jModelsInstrumentation.TOLD,
          where,
          model,
          entered,
          null,
          thrown);
    }
  }

  /** Around a method that returns a publisher. */
  static final class Published {
    private Published() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.AllArguments Object[] arguments,
        @Advice.Origin("#m#s") String method)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J_MODELS,
          LangChain4jModelsInstrumentation.PUBLISHED,
          where,
          model,
          arguments,
          method);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.Enter Object[] entered,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) Object returned)
        throws IOException {
      return Gate.exit(
          Gate.LANGCHAIN4J_MODELS,
          LangChain4jModelsInstrumentation.PUBLISHED,
          where,
          model,
          entered,
          returned,
          null);
    }
  }

  /** As what may be tried several times is about to be tried. */
  static final class Retry {
    private Retry() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments(
        @ToArgument(
            value = 0,
            index = LangChain4jModelsInstrumentation.REPLACED,
            typing = Assigner.Typing.DYNAMIC))
    static Object[] enter(
        @Advice.Origin Class<?> where, @Advice.This Object self, @Advice.Argument(0) Object action)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J_MODELS,
          LangChain4jModelsInstrumentation.RETRY,
          where,
          self,
          action,
          null);
    }
  }
}
