package dev.bursar.store.memory;

import java.io.File;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/**
 * In place of {@code java.lang.management.ManagementFactory}, which images without {@code
 * java.management} lack, and which costs tens of milliseconds where it is there. The library wants
 * the process id, and arguments in which it looks for a debugger.
 */
public final class ManagementFactory {
  private static final RuntimeMXBean RUNTIME = new ThisJvm();

  private ManagementFactory() {}

  /** The one bean; never null. */
  public static RuntimeMXBean getRuntimeMXBean() {
    return RUNTIME;
  }

  private static final class ThisJvm implements RuntimeMXBean {
    @Override
    public String getName() {
      try {
        String pid = new File("/proc/self").getCanonicalFile().getName();
        return (Character.isDigit(pid.charAt(0)) ? pid : "1") + "@localhost";
      } catch (IOException e) {
        return "1@localhost";
      }
    }

    @Override
    public List<String> getInputArguments() {
      return Collections.emptyList();
    }
  }
}
