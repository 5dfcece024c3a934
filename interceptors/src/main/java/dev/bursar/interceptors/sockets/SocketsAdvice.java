package dev.bursar.interceptors.sockets;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;

/** What is woven into the JDK's sockets. Never loaded: its bodies are copied into the JDK's. */
final class SocketsAdvice {
  private SocketsAdvice() {}

  /** As a socket or a channel is about to connect. */
  static final class Connect {
    private Connect() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Origin Class<?> where, @Advice.Argument(0) Object address)
        throws IOException {
      Gate.enter(Gate.SOCKETS, SocketsInstrumentation.CONNECT, where, null, address, null);
    }
  }

  /** As an asynchronous channel is about to. */
  static final class ConnectUnchecked {
    private ConnectUnchecked() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Origin Class<?> where, @Advice.Argument(0) Object address)
        throws IOException {
      Gate.enter(
          Gate.SOCKETS, SocketsInstrumentation.CONNECT_UNCHECKED, where, null, address, null);
    }
  }
}
