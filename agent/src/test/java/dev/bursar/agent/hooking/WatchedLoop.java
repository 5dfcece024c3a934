package dev.bursar.agent.hooking;

import io.netty.channel.nio.NioEventLoopGroup;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;

/** An event loop that BlockHound watches: to wait on it is an error. */
final class WatchedLoop implements AutoCloseable {
  static final String NAME = "event-loop";
  private static final AtomicReference<String> BLOCKED = new AtomicReference<>();

  static {
    BlockHound.builder()
        .nonBlockingThreadPredicate(known -> known.or(t -> t.getName().equals(NAME)))
        // What an event loop waits in when it has nothing to do, and what the first use loads.
        .allowBlockingCallsInside("java.lang.ClassLoader", "loadClass")
        .allowBlockingCallsInside("io.netty.channel.nio.NioEventLoop", "select")
        .allowBlockingCallsInside("io.netty.channel.nio.NioEventLoop", "cleanup")
        .allowBlockingCallsInside(
            "io.netty.util.concurrent.SingleThreadEventExecutor", "confirmShutdown")
        .allowBlockingCallsInside(WatchedThreads.class.getName(), "next")
        .blockingMethodCallback(
            method -> {
              BlockingOperationError error = new BlockingOperationError(method);
              BLOCKED.compareAndSet(null, method + "\n" + stack(error));
              throw error;
            })
        .install();
  }

  private final NioEventLoopGroup group =
      new NioEventLoopGroup(1, (ThreadFactory) work -> new Thread(work, NAME));

  WatchedLoop() {
    BLOCKED.set(null);
  }

  private static String stack(Throwable thrown) {
    StringBuilder all = new StringBuilder();
    for (StackTraceElement element : thrown.getStackTrace()) {
      all.append("  ").append(element).append('\n');
    }
    return all.toString();
  }

  NioEventLoopGroup group() {
    return group;
  }

  /** Where it waited first; null where it never did. */
  String blocked() {
    return BLOCKED.get();
  }

  @Override
  public void close() {
    group.shutdownGracefully().syncUninterruptibly();
  }
}
