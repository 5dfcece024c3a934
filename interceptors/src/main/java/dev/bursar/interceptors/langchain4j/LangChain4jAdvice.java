package dev.bursar.interceptors.langchain4j;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;

/** What is woven into LangChain4j. Never loaded: its bodies are copied into it. */
final class LangChain4jAdvice {
  private LangChain4jAdvice() {}

  /** Around a call of an AI service. */
  static final class Service {
    private Service() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object self,
        @Advice.Argument(1) Object method,
        @Advice.Argument(2) Object arguments)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.SERVICE, where, self, method, arguments);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object self, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.SERVICE, where, self, entered, null, null);
    }
  }

  /** Around a call of a composed agent. */
  static final class Composed {
    private Composed() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object self,
        @Advice.Argument(1) Object method,
        @Advice.Argument(2) Object arguments)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.COMPOSED, where, self, method, arguments);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object self, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.COMPOSED, where, self, entered, null, null);
    }
  }

  /** Around a sub-agent's work. */
  static final class SubAgent {
    private SubAgent() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object self)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.SUB_AGENT, where, self, null, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object self, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.SUB_AGENT, where, self, entered, null, null);
    }
  }

  /** As an object that goes on later is made. */
  static final class Made {
    private Made() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Origin Class<?> where, @Advice.This Object self) throws IOException {
      Gate.exit(Gate.LANGCHAIN4J, LangChain4jInstrumentation.MADE, where, self, null, null, null);
    }
  }

  /** Around an execution of a tool. */
  static final class Tool {
    private Tool() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.Argument(0) Object request)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.TOOL, where, null, request, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Origin Class<?> where, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.TOOL, where, null, entered, null, null);
    }
  }

  /** Around what is done with a whole answer of a stream. */
  static final class Answered {
    private Answered() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object self)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.ANSWERED, where, self, null, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object self,
        @Advice.Enter Object[] entered,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      Gate.exit(
          Gate.LANGCHAIN4J,
          LangChain4jInstrumentation.ANSWERED,
          where,
          self,
          entered,
          null,
          thrown);
    }
  }

  /** Around what it does then. */
  static final class GoesOn {
    private GoesOn() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object self)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.GOES_ON, where, self, null, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object self, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.GOES_ON, where, self, entered, null, null);
    }
  }

  /** As a stream is started by what it has given to the app. */
  static final class StreamGoesOn {
    private StreamGoesOn() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.FieldValue("this$0") Object stream)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.GOES_ON, where, stream, null, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Origin Class<?> where, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(
          Gate.LANGCHAIN4J, LangChain4jInstrumentation.GOES_ON, where, null, entered, null, null);
    }
  }
}
