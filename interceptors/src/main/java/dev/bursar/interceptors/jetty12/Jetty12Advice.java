package dev.bursar.interceptors.jetty12;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What is woven into Jetty's client. Never loaded: its bodies are copied into its classes. */
final class Jetty12Advice {
  private Jetty12Advice() {}

  /** As the {@code HttpRequest.send} that waits for the answer begins. */
  static final class Blocking {
    private Blocking() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Origin Class<?> where, @Advice.This Object request)
        throws IOException {
      Gate.enter(Gate.JETTY_12, Jetty12Instrumentation.BLOCKING, where, request, null, null);
    }
  }

  /** As {@code HttpDestination.send} begins. */
  static final class Send {
    private Send() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = Jetty12Instrumentation.TAKEN,
        suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object destination,
        @Advice.Argument(0) Object exchange)
        throws IOException {
      return Gate.enter(
          Gate.JETTY_12, Jetty12Instrumentation.SEND, where, destination, exchange, null);
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
          Gate.JETTY_12, Jetty12Instrumentation.SENDING, where, sender, arguments, goesOn, null);
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
      Gate.enter(Gate.JETTY_12, Jetty12Instrumentation.HEAD, where, receiver, exchange, null);
    }
  }

  /** As {@code HttpReceiver.responseHeader} begins. */
  static final class Field {
    private Field() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object receiver,
        @Advice.Argument(0) Object exchange,
        @Advice.Argument(1) Object field)
        throws IOException {
      Gate.enter(Gate.JETTY_12, Jetty12Instrumentation.FIELD, where, receiver, exchange, field);
    }
  }

  /** Around the {@code read} of a receiver. */
  static final class Read {
    private Read() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object receiver)
        throws IOException {
      return Gate.enter(Gate.JETTY_12, Jetty12Instrumentation.READ, where, receiver, null, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object receiver,
        @Advice.Enter Object[] entered,
        @Advice.Return Object piece)
        throws IOException {
      return Gate.exit(
          Gate.JETTY_12, Jetty12Instrumentation.READ, where, receiver, entered, piece, null);
    }
  }

  /** As {@code HttpReceiver.responseSuccess} begins. */
  static final class Success {
    private Success() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Origin Class<?> where, @Advice.This Object receiver)
        throws IOException {
      Gate.enter(Gate.JETTY_12, Jetty12Instrumentation.SUCCESS, where, receiver, null, null);
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
      Gate.enter(Gate.JETTY_12, Jetty12Instrumentation.ABORT, where, receiver, exchange, failure);
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
      Gate.enter(Gate.JETTY_12, Jetty12Instrumentation.ABORT, where, null, exchange, failure);
    }
  }
}
