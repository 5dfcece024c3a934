package dev.bursar.interceptors.netty;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What is woven into Netty. Never loaded: its bodies are copied into Netty's classes. */
final class NettyAdvice {
  private NettyAdvice() {}

  /** As {@code CombinedChannelDuplexHandler.write} begins. */
  static final class Write {
    private Write() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = NettyInstrumentation.TAKEN,
        suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object codec,
        @Advice.Argument(1) Object message,
        @Advice.Argument(2) Object promise)
        throws IOException {
      return Gate.enter(Gate.NETTY, NettyInstrumentation.WRITE, where, codec, message, promise);
    }
  }

  /** Around {@code MessageToMessageCodec.write}. */
  static final class WriteHttp2 {
    private WriteHttp2() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = NettyInstrumentation.TAKEN,
        suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object codec,
        @Advice.Argument(1) Object message,
        @Advice.Argument(2) Object promise)
        throws IOException {
      return Gate.enter(
          Gate.NETTY, NettyInstrumentation.WRITE_HTTP_2, where, codec, message, promise);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object codec, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(Gate.NETTY, NettyInstrumentation.WRITE_HTTP_2, where, codec, entered, null, null);
    }
  }

  /** Around {@code fireChannelRead} of the context that a half of a codec is given. */
  static final class Read {
    private Read() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = NettyInstrumentation.TAKEN,
        suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments(
        @ToArgument(
            value = 0,
            index = NettyInstrumentation.MESSAGE,
            typing = Assigner.Typing.DYNAMIC))
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object context,
        @Advice.Argument(0) Object message)
        throws IOException {
      return Gate.enter(Gate.NETTY, NettyInstrumentation.READ, where, context, message, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object context,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned)
        throws IOException {
      return Gate.exit(
          Gate.NETTY, NettyInstrumentation.READ, where, context, entered, returned, null);
    }
  }

  /** Around {@code MessageToMessageCodec.channelRead}. */
  static final class ReadingHttp2 {
    private ReadingHttp2() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object codec,
        @Advice.Argument(0) Object context)
        throws IOException {
      return Gate.enter(
          Gate.NETTY, NettyInstrumentation.READING_HTTP_2, where, codec, context, null);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where, @Advice.This Object codec, @Advice.Enter Object[] entered)
        throws IOException {
      Gate.exit(Gate.NETTY, NettyInstrumentation.READING_HTTP_2, where, codec, entered, null, null);
    }
  }

  /** As {@code Http2StreamFrameToHttpObjectCodec.decode} ends, with its list of objects. */
  static final class ReadHttp2 {
    private ReadHttp2() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Origin Class<?> where,
        @Advice.Argument(0) Object context,
        @Advice.Argument(2) Object objects)
        throws IOException {
      Gate.exit(Gate.NETTY, NettyInstrumentation.READ_HTTP_2, where, context, null, objects, null);
    }
  }
}
