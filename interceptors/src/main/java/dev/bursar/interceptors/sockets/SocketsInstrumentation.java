package dev.bursar.interceptors.sockets;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;

/** What is woven into the JDK's sockets: the fewest methods that all connections pass. */
public final class SocketsInstrumentation {
  /** A blocking socket or a channel connects, by a method that throws {@code IOException}. */
  static final int CONNECT = 0;

  /** An asynchronous channel connects, by one that does not. */
  static final int CONNECT_UNCHECKED = 1;

  private static final String PACKAGE = "dev.bursar.interceptors.sockets.";
  private static final String ADDRESS = "java.net.SocketAddress";

  private static final HookedMethod WITH_TIMEOUT =
      HookedMethod.connecting(CONNECT, "connect").taking(ADDRESS, "int");

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient(
          "sockets",
          Gate.SOCKETS,
          PACKAGE + "SocketsHook",
          // All of TLS's too: they connect through it.
          new HookedType("java.net.Socket", WITH_TIMEOUT),
          // From 13 on it has a way of its own past the channel's.
          new HookedType("sun.nio.ch.SocketAdaptor", WITH_TIMEOUT),
          new HookedType(
              "sun.nio.ch.SocketChannelImpl",
              HookedMethod.connecting(CONNECT, "connect").taking(ADDRESS)),
          new HookedType(
              "sun.nio.ch.AsynchronousSocketChannelImpl",
              HookedMethod.connecting(CONNECT_UNCHECKED, "connect").taking(ADDRESS),
              HookedMethod.connecting(CONNECT_UNCHECKED, "connect")
                  .taking(ADDRESS, "java.lang.Object", "java.nio.channels.CompletionHandler")));

  private SocketsInstrumentation() {}
}
