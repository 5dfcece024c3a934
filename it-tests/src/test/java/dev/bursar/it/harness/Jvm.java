package dev.bursar.it.harness;

import java.util.List;

/** How the tests start JVMs. */
final class Jvm {
  /** For short lives on few cores. */
  static final List<String> QUICK =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8");

  /** Apps whose libraries would say on stderr that nobody logs. */
  static final String NO_WORD_OF_LOGGING = "-Dslf4j.internal.verbosity=ERROR";

  private static final List<String> INHERITED =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private Jvm() {}

  /** What the build's own JVM was told through the environment is not for the JVM under test. */
  static void withoutInheritedOptions(ProcessBuilder builder) {
    builder.environment().keySet().removeAll(INHERITED);
    builder.environment().keySet().removeIf(name -> name.startsWith("BURSAR_"));
  }
}
