package dev.bursar.interceptors.langchain4jreads;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;

/** What is woven into what is read from. Never loaded: its bodies are copied into it. */
final class LangChain4jReadsAdvice {
  private LangChain4jReadsAdvice() {}

  /** Around a retriever's answer to a question. */
  static final class Retrieve {
    private Retrieve() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where, @Advice.This Object source, @Advice.Argument(0) Object asked)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J_READS,
          LangChain4jReadsInstrumentation.RETRIEVE,
          where,
          source,
          asked,
          null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object source,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      Gate.exit(
          Gate.LANGCHAIN4J_READS,
          LangChain4jReadsInstrumentation.RETRIEVE,
          where,
          source,
          entered,
          returned,
          thrown);
    }
  }

  /** Around an embedding store's search. */
  static final class Search {
    private Search() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where, @Advice.This Object source, @Advice.Argument(0) Object asked)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J_READS,
          LangChain4jReadsInstrumentation.SEARCH,
          where,
          source,
          asked,
          null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object source,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      Gate.exit(
          Gate.LANGCHAIN4J_READS,
          LangChain4jReadsInstrumentation.SEARCH,
          where,
          source,
          entered,
          returned,
          thrown);
    }
  }

  /** Around the reading of a chat's messages. */
  static final class Messages {
    private Messages() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object source)
        throws IOException {
      return Gate.enter(
          Gate.LANGCHAIN4J_READS,
          LangChain4jReadsInstrumentation.MESSAGES,
          where,
          source,
          null,
          null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object source,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      Gate.exit(
          Gate.LANGCHAIN4J_READS,
          LangChain4jReadsInstrumentation.MESSAGES,
          where,
          source,
          entered,
          returned,
          thrown);
    }
  }
}
