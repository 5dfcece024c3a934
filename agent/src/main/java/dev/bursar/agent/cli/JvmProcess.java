package dev.bursar.agent.cli;

import java.io.File;
import java.lang.reflect.Method;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells whether a process still runs. */
final class JvmProcess {
  private static final String HANDLE = "java.lang.ProcessHandle";

  /** The clocks that write the two starts are not the same. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private JvmProcess() {}

  /** Whether a process runs, whichever it is. */
  static boolean isAlive(long pid) {
    Optional<?> handle = handle(pid);
    return handle == null ? new File("/proc/" + pid).isDirectory() : handle.isPresent();
  }

  /**
   * Whether the process runs that reported itself.
   *
   * @param reported when it did, ISO 8601: a process that started later has only the same number
   */
  static boolean isAlive(long pid, String reported) {
    if (!isAlive(pid)) {
      return false;
    }
    Instant started = started(pid);
    try {
      return started == null || started.minus(TOLERANCE).isBefore(Instant.parse(reported));
    } catch (DateTimeException e) {
      return true;
    }
  }

  // Java 9 and later have handles of processes; on 8 this is null.
  private static Optional<?> handle(long pid) {
    try {
      Method of = Class.forName(HANDLE).getMethod("of", long.class);
      return (Optional<?>) of.invoke(null, pid);
    } catch (ReflectiveOperationException java8) {
      return null;
    }
  }

  /** When a process started, or null where that is not known. */
  private static Instant started(long pid) {
    Optional<?> handle = handle(pid);
    if (handle == null || !handle.isPresent()) {
      return null;
    }
    try {
      Object info = Class.forName(HANDLE).getMethod("info").invoke(handle.get());
      Method start = Class.forName(HANDLE + "$Info").getMethod("startInstant");
      return (Instant) ((Optional<?>) start.invoke(info)).orElse(null);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
