package dev.bursar.store;

import java.io.File;
import java.io.IOException;

/** What is known of the process that this code runs in. */
public final class ThisProcess {
  /** Its id, or 0 where the platform does not tell. */
  public static final long PID = pid();

  private ThisProcess() {}

  private static long pid() {
    try {
      // Java 9 and later.
      Class<?> handle = Class.forName("java.lang.ProcessHandle");
      Object current = handle.getMethod("current").invoke(null);
      return (Long) handle.getMethod("pid").invoke(current);
    } catch (ReflectiveOperationException java8) {
      return pidOfProc();
    }
  }

  private static long pidOfProc() {
    try {
      return Long.parseLong(new File("/proc/self").getCanonicalFile().getName());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
