package dev.bursar.agent.cli;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Has another Java of this machine attach, where the one that this runs on cannot. */
final class OtherJava {
  /** Set where another Java has asked already. */
  private static final String ASKED = "bursar.attach.asked";

  private OtherJava() {}

  /**
   * Runs the command there.
   *
   * @param target what is to be attached to
   * @param arguments the command line behind the jar
   * @return its exit code
   * @throws CliException where there is none
   */
  static int run(TargetProcess target, File jar, List<String> arguments)
      throws CliException, IOException, InterruptedException {
    JavaHome java = Boolean.getBoolean(ASKED) ? null : JavaHome.thatAttaches(target);
    if (java == null) {
      throw new CliException(
          "the Java at "
              + System.getProperty("java.home")
              + (target.isApart()
                  ? " cannot attach to a JVM in a container"
                  : " is a runtime without the attach API")
              + ", and no other Java that can is here: run this command with a JDK of Java 16 or"
              + " newer, as in /path/to/jdk/bin/java -jar bursar.jar attach "
              + target.pid());
    }
    List<String> command = new ArrayList<>();
    command.add(java.launcher().getPath());
    command.add("-D" + ASKED + "=true");
    command.add("-jar");
    command.add(jar.getPath());
    command.addAll(arguments);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
