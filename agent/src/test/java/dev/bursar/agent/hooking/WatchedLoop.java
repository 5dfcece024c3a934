package dev.bursar.agent.hooking;

import io.netty.channel.nio.NioEventLoopGroup;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;

/** An event loop that BlockHound watches: to wait on it is an error. */
final class WatchedLoop implements AutoCloseable {
  private static final String NAME = "event-loop";
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
        .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "getTask")
        .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "processWorkerExit")
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

  /** Threads that are watched like it, for who brings his own loop. */
  static ExecutorService threads(int number) {
    return Executors.newFixedThreadPool(number, work -> new Thread(work, NAME));
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
