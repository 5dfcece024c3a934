package dev.bursar.interceptors.jdkhttp;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What is woven into {@code java.net.http}. Never loaded: its bodies are copied into the JDK's. */
final class JdkHttpAdvice {
  private JdkHttpAdvice() {}

  /** Around {@code HttpClientImpl.send}. */
  static final class Send {
    private Send() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = JdkHttpInstrumentation.RESULT,
        suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments({
      @ToArgument(
          value = 0,
          index = JdkHttpInstrumentation.REQUEST,
          typing = Assigner.Typing.DYNAMIC),
      @ToArgument(
          value = 1,
          index = JdkHttpInstrumentation.HANDLER,
          typing = Assigner.Typing.DYNAMIC)
    })
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object client,
        @Advice.Argument(0) Object request,
        @Advice.Argument(1) Object handler)
        throws IOException {
      return Gate.enter(
          Gate.JAVA_NET_HTTP, JdkHttpInstrumentation.SEND, where, client, request, handler);
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
          Gate.JAVA_NET_HTTP,
          JdkHttpInstrumentation.SEND,
          where,
          client,
          entered,
          returned,
          thrown);
    }
  }

  /** Around the private {@code HttpClientImpl.sendAsync} that all calls come to. */
  static final class SendAsync {
    private SendAsync() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = JdkHttpInstrumentation.RESULT,
        suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments({
      @ToArgument(
          value = 0,
          index = JdkHttpInstrumentation.REQUEST,
          typing = Assigner.Typing.DYNAMIC),
      @ToArgument(
          value = 1,
          index = JdkHttpInstrumentation.HANDLER,
          typing = Assigner.Typing.DYNAMIC)
    })
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object client,
        @Advice.AllArguments Object[] arguments)
        throws IOException {
      return Gate.enter(
          Gate.JAVA_NET_HTTP, JdkHttpInstrumentation.SEND_ASYNC, where, client, arguments, null);
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
          Gate.JAVA_NET_HTTP,
          JdkHttpInstrumentation.SEND_ASYNC,
          where,
          client,
          entered,
          returned,
          thrown);
    }
  }

  /** As {@code HttpResponseImpl}'s constructor ends. */
  static final class Answer {
    private Answer() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Origin Class<?> where, @Advice.This Object response)
        throws IOException {
      Gate.exit(
          Gate.JAVA_NET_HTTP, JdkHttpInstrumentation.ANSWER, where, response, null, null, null);
    }
  }

  /** As {@code TrustedSubscriber.needsExecutor} begins. */
  static final class NeedsExecutor {
    private NeedsExecutor() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments(
        @ToArgument(value = 0, index = 0, typing = Assigner.Typing.DYNAMIC))
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.Argument(0) Object subscriber)
        throws IOException {
      return Gate.enter(
          Gate.JAVA_NET_HTTP, JdkHttpInstrumentation.EXECUTOR, where, null, subscriber, null);
    }
  }
}
