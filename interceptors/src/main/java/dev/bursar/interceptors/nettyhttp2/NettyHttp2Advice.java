package dev.bursar.interceptors.nettyhttp2;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * What is woven into Netty's HTTP/2. Never loaded: its bodies are copied into Netty's classes.
 *
 * <p>The point is the number of the stream, or where the frame ends it the number's complement: so
 * nothing is made of a frame that is not ours.
 */
final class NettyHttp2Advice {
  private NettyHttp2Advice() {}

  /** Around {@code writeHeaders} of the encoder, without a priority. */
  static final class Headers {
    private Headers() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = NettyHttp2Instrumentation.TAKEN,
        suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object encoder,
        @Advice.Argument(1) int stream,
        @Advice.Argument(2) Object headers,
        @Advice.Argument(4) boolean ends,
        @Advice.Argument(5) Object promise)
        throws IOException {
      return Gate.enter(
          Gate.NETTY_HTTP_2, ends ? ~stream : stream, where, encoder, headers, promise);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object encoder,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned)
        throws IOException {
      return Gate.exit(Gate.NETTY_HTTP_2, 0, where, encoder, entered, returned, null);
    }
  }

  /** Around {@code writeHeaders} of the encoder, with a priority: kept where it says anything. */
  static final class PrioritizedHeaders {
    private PrioritizedHeaders() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = NettyHttp2Instrumentation.TAKEN,
        suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object encoder,
        @Advice.Argument(1) int stream,
        @Advice.Argument(2) Object headers,
        @Advice.Argument(3) int dependency,
        @Advice.Argument(4) short weight,
        @Advice.Argument(5) boolean exclusive,
        @Advice.Argument(7) boolean ends,
        @Advice.Argument(8) Object promise)
        throws IOException {
      return Gate.enter(
          Gate.NETTY_HTTP_2,
          ends ? ~stream : stream,
          where,
          encoder,
          headers,
          dependency == 0 && weight == 16 && !exclusive
              ? promise
              : new Object[] {promise, new int[] {dependency, weight, exclusive ? 1 : 0}});
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object encoder,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned)
        throws IOException {
      return Gate.exit(Gate.NETTY_HTTP_2, 0, where, encoder, entered, returned, null);
    }
  }

  /** Around {@code writeData} of the encoder. */
  static final class Data {
    private Data() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = NettyHttp2Instrumentation.TAKEN,
        suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object encoder,
        @Advice.Argument(1) int stream,
        @Advice.Argument(2) Object data,
        @Advice.Argument(4) boolean ends,
        @Advice.Argument(5) Object promise)
        throws IOException {
      return Gate.enter(Gate.NETTY_HTTP_2, ends ? ~stream : stream, where, encoder, data, promise);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    static Object exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object encoder,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned)
        throws IOException {
      return Gate.exit(Gate.NETTY_HTTP_2, 0, where, encoder, entered, returned, null);
    }
  }
}
