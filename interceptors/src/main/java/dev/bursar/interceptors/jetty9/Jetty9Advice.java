package dev.bursar.interceptors.jetty9;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What is woven into Jetty's client. Never loaded: its bodies are copied into its classes. */
final class Jetty9Advice {
  private Jetty9Advice() {}

  /** As the {@code HttpRequest.send} that waits for the answer begins. */
  static final class Blocking {
    private Blocking() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Origin Class<?> where, @Advice.This Object request)
        throws IOException {
      Gate.enter(Gate.JETTY_9, Jetty9Instrumentation.BLOCKING, where, request, null, null);
    }
  }

  /** As {@code HttpDestination.send} begins. */
  static final class Send {
    private Send() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = Jetty9Instrumentation.TAKEN,
        suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object destination,
        @Advice.Argument(0) Object exchange)
        throws IOException {
      return Gate.enter(
          Gate.JETTY_9, Jetty9Instrumentation.SEND, where, destination, exchange, null);
    }
  }

  /** As {@code HttpSender.beginToHeaders} ends. */
  static final class Sending {
    private Sending() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object sender,
        @Advice.AllArguments Object[] arguments,
        @Advice.Return boolean goesOn)
        throws IOException {
      Gate.exit(
          Gate.JETTY_9, Jetty9Instrumentation.SENDING, where, sender, arguments, goesOn, null);
    }
  }

  /** As {@code HttpReceiver.responseHeaders} begins. */
  static final class Head {
    private Head() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object receiver,
        @Advice.Argument(0) Object exchange)
        throws IOException {
      Gate.enter(Gate.JETTY_9, Jetty9Instrumentation.HEAD, where, receiver, exchange, null);
    }
  }

  /** Around {@code HttpReceiver.responseContent}. */
  static final class Content {
    private Content() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = Jetty9Instrumentation.TAKEN,
        suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments(
        @ToArgument(
            value = 1,
            index = Jetty9Instrumentation.PIECE,
            typing = Assigner.Typing.DYNAMIC))
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object receiver,
        @Advice.Argument(0) Object exchange,
        @Advice.AllArguments Object[] arguments)
        throws IOException {
      return Gate.enter(
          Gate.JETTY_9, Jetty9Instrumentation.CONTENT, where, receiver, exchange, arguments);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where, @Advice.This Object receiver, @Advice.Enter Object[] entered)
        throws IOException {
      return Gate.exit(
          Gate.JETTY_9, Jetty9Instrumentation.CONTENT, where, receiver, entered, null, null);
    }
  }

  /** As {@code HttpReceiver.responseSuccess} begins. */
  static final class Success {
    private Success() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object receiver,
        @Advice.Argument(0) Object exchange)
        throws IOException {
      Gate.enter(Gate.JETTY_9, Jetty9Instrumentation.SUCCESS, where, receiver, exchange, null);
    }
  }

  /** As {@code HttpReceiver.abort} begins. */
  static final class ReceiverAbort {
    private ReceiverAbort() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object receiver,
        @Advice.Argument(0) Object exchange,
        @Advice.Argument(1) Object failure)
        throws IOException {
      Gate.enter(Gate.JETTY_9, Jetty9Instrumentation.ABORT, where, receiver, exchange, failure);
    }
  }

  /** As {@code HttpExchange.abort} begins. */
  static final class ExchangeAbort {
    private ExchangeAbort() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object exchange,
        @Advice.Argument(0) Object failure)
        throws IOException {
      Gate.enter(Gate.JETTY_9, Jetty9Instrumentation.ABORT, where, null, exchange, failure);
    }
  }
}
