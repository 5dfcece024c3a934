package dev.bursar.agent.cli;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells whether a process still runs. */
final class JvmProcess {
  private static final String HANDLE = "java.lang.ProcessHandle";

  /** The clocks that write the two starts are not the same. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  /** The same on every Linux that Java runs on. */
  private static final long MILLIS_PER_TICK = 10;

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
    if (handle == null) {
      return startedByProc(pid);
    }
    if (!handle.isPresent()) {
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

  /** The same from Linux's own files: ticks since the machine's start. */
  static Instant startedByProc(long pid) {
    try {
      String stat = read("/proc/" + pid + "/stat");
      // The name comes second, in parentheses, and may hold anything; the start is the 22nd.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long millis = Long.parseLong(fields[22 - 3]) * MILLIS_PER_TICK;
      String machine = read("/proc/stat");
      int boot = machine.indexOf("\nbtime ") + "\nbtime ".length();
      long seconds = Long.parseLong(machine.substring(boot, machine.indexOf('\n', boot)));
      return Instant.ofEpochSecond(seconds).plusMillis(millis);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static String read(String file) throws IOException {
    return new String(Files.readAllBytes(new File(file).toPath()), StandardCharsets.UTF_8);
  }
}
