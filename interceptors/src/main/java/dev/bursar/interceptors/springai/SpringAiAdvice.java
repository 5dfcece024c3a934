package dev.bursar.interceptors.springai;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What is woven into Spring AI. Never loaded: its bodies are copied into it. */
final class SpringAiAdvice {
  private SpringAiAdvice() {}

  /** As a bean has its name. */
  static final class Bean {
    private Bean() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object self,
        @Advice.Argument(0) Object name,
        @Advice.Argument(1) Object bean)
        throws IOException {
      return Gate.enter(Gate.SPRING_AI, SpringAiInstrumentation.BEAN, where, self, name, bean);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object self,
        @Advice.Enter Object[] entered,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) Object returned)
        throws IOException {
      Gate.exit(Gate.SPRING_AI, SpringAiInstrumentation.BEAN, where, self, entered, returned, null);
    }
  }

  /** As what a factory among the beans has made has the factory's name. */
  static final class Product {
    private Product() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object self,
        @Advice.Argument(0) Object product,
        @Advice.Argument(1) Object name)
        throws IOException {
      return Gate.enter(Gate.SPRING_AI, SpringAiInstrumentation.BEAN, where, self, name, product);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object self,
        @Advice.Enter Object[] entered,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) Object returned)
        throws IOException {
      Gate.exit(Gate.SPRING_AI, SpringAiInstrumentation.BEAN, where, self, entered, returned, null);
    }
  }

  /** As a bean is given with its name. */
  static final class Given {
    private Given() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object self,
        @Advice.Argument(0) Object name,
        @Advice.Argument(1) Object bean)
        throws IOException {
      Gate.enter(Gate.SPRING_AI, SpringAiInstrumentation.BEAN, where, self, name, bean);
    }
  }

  /** As what goes on with a client's work is returned. */
  static final class GoesOn {
    private GoesOn() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object self,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) Object returned)
        throws IOException {
      Gate.exit(Gate.SPRING_AI, SpringAiInstrumentation.GOES_ON, where, self, null, returned, null);
    }
  }

  /** Around the sending of a request. */
  static final class Call {
    private Call() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where, @Advice.This Object self, @Advice.Argument(0) Object request)
        throws IOException {
      return Gate.enter(Gate.SPRING_AI, SpringAiInstrumentation.CALL, where, self, request, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object self, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(Gate.SPRING_AI, SpringAiInstrumentation.CALL, where, self, entered, null, null);
    }
  }

  /** The same, with advisors for this request alone. */
  static final class CallAdvised {
    private CallAdvised() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where, @Advice.This Object self, @Advice.Argument(0) Object request)
        throws IOException {
      return Gate.enter(
          Gate.SPRING_AI, SpringAiInstrumentation.CALL_ADVISED, where, self, request, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object self, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(
          Gate.SPRING_AI, SpringAiInstrumentation.CALL_ADVISED, where, self, entered, null, null);
    }
  }

  /** Around the making of a publisher, whose subscribers send a request. */
  static final class Stream {
    private Stream() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where, @Advice.This Object self, @Advice.Argument(0) Object request)
        throws IOException {
      return Gate.enter(Gate.SPRING_AI, SpringAiInstrumentation.STREAM, where, self, request, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object self,
        @Advice.Enter Object[] entered,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) Object returned)
        throws IOException {
      return Gate.exit(
          Gate.SPRING_AI, SpringAiInstrumentation.STREAM, where, self, entered, returned, null);
    }
  }

  /** Around a model's method that returns the answer. */
  static final class Model {
    private Model() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.Origin("#m") String method)
        throws IOException {
      return Gate.enter(Gate.SPRING_AI, SpringAiInstrumentation.MODEL, where, model, method, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object model, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(Gate.SPRING_AI, SpringAiInstrumentation.MODEL, where, model, entered, null, null);
    }
  }

  /** Around a model's method that returns a publisher of the answer's parts. */
  static final class ModelStream {
    private ModelStream() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object model,
        @Advice.Origin("#m") String method)
        throws IOException {
      return Gate.enter(
          Gate.SPRING_AI, SpringAiInstrumentation.MODEL_STREAM, where, model, method, null);
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
          Gate.SPRING_AI,
          SpringAiInstrumentation.MODEL_STREAM,
          where,
          model,
          entered,
          returned,
          null);
    }
  }

  /** Around an execution of a tool. */
  static final class Tool {
    private Tool() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where, @Advice.This Object tool, @Advice.Argument(1) Object context)
        throws IOException {
      return Gate.enter(Gate.SPRING_AI, SpringAiInstrumentation.TOOL, where, tool, context, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object tool, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(Gate.SPRING_AI, SpringAiInstrumentation.TOOL, where, tool, entered, null, null);
    }
  }
}
