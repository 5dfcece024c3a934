package dev.bursar.it.harness;

import java.util.ArrayList;
import java.util.List;

/** What JVMs say of agents on stderr, word by word. */
public final class JvmWords {
  private static final String LOADED = "WARNING: A Java agent has been loaded dynamically (";

  /** JEP 451: of each agent that is attached, from Java 21 on. */
  private static final List<String> LOADED_LATE =
      List.of(
          LOADED + Build.agentJar() + ")",
          "WARNING: If a serviceability tool is in use, please run with"
              + " -XX:+EnableDynamicAgentLoading to hide this warning",
          "WARNING: If a serviceability tool is not in use, please run with"
              + " -Djdk.instrument.traceUsage for more information",
          "WARNING: Dynamic loading of agents will be disallowed by default in a future release");

  /** Where the JVM started from an archive of classes. */
  private static final String SHARING =
      "OpenJDK 64-Bit Server VM warning: Sharing is only supported for boot loader classes because"
          + " bootstrap classpath has been appended";

  /** JEP 472: of Netty, which loads native code where it has some, from Java 24 on. */
  private static final String NATIVE_CODE_OF_NETTY =
      "WARNING: java.lang.System::loadLibrary has been called by io.netty.";

  private static final List<String> NATIVE_CODE =
      List.of(
          "",
          "WARNING: A restricted method in java.lang.System has been called",
          "WARNING: Use --enable-native-access=ALL-UNNAMED to avoid a warning for callers in this"
              + " module",
          "WARNING: Restricted methods will be blocked in a future release unless native access is"
              + " enabled");

  /** JEP 498: of Netty before 4.2, from Java 24 on. */
  private static final String UNSAFE_OF_NETTY =
      "WARNING: sun.misc.Unsafe::objectFieldOffset has been called by io.netty.";

  private static final List<String> UNSAFE =
      List.of(
          "WARNING: A terminally deprecated method in sun.misc.Unsafe has been called",
          "WARNING: sun.misc.Unsafe::objectFieldOffset will be removed in a future release");

  private static final String REPORT_TO_NETTY =
      "WARNING: Please consider reporting this to the maintainers of class io.netty.";

  private static final int JEP_451 = 21;

  private JvmWords() {}

  /** Whether a line is one of them. */
  public static boolean has(String line) {
    return line.equals(SHARING) || line.startsWith(LOADED) || LOADED_LATE.contains(line);
  }

  /** What else has been said there; each line of the JVM's may stand there once. */
  static List<String> removedFrom(List<String> stderr, Combo combo) {
    List<String> others = new ArrayList<>(stderr);
    others.remove(SHARING);
    if (combo.how() == How.ATTACH && combo.jdk().version() >= JEP_451) {
      LOADED_LATE.forEach(others::remove);
    }
    if (others.removeIf(line -> line.startsWith(NATIVE_CODE_OF_NETTY))) {
      NATIVE_CODE.forEach(others::remove);
    }
    if (others.removeIf(line -> line.startsWith(UNSAFE_OF_NETTY))) {
      others.removeIf(line -> line.startsWith(REPORT_TO_NETTY));
      UNSAFE.forEach(others::remove);
    }
    return others;
  }
}
