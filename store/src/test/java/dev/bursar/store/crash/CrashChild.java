package dev.bursar.store.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A process that does an operation, and really dies before a given step of it. */
public final class CrashChild {
  /** How a process ends that got to the step. */
  static final int AT_STEP = 9;

  /** How a process ends that did the whole operation. */
  static final int AFTER_ALL = 7;

  private static final int FEW = 4;

  /** Which steps are counted. */
  enum Each {
    /** Every one. */
    STEP,
    /** The first few at each place in the code: what a loop does begins, and goes on. */
    SITE
  }

  private final Map<String, Integer> sites = new HashMap<>();
  private final Each each;
  private int left;

  private CrashChild(int step, Each each) {
    this.left = step;
    this.each = each;
  }

  /** How a child ended: {@link #AT_STEP} or {@link #AFTER_ALL}, and where. */
  record End(int code, String site) {}

  /**
   * Starts children. Their classes come out of an archive of the JVM's that the first one makes.
   */
  static final class Nursery {
    private final String classPath;
    private final Path archive;

    Nursery(Path work) {
      classPath = new SteppedJar(work.resolve("stepped.jar")).classPath();
      archive = work.resolve("classes.jsa");
      start(
          "-XX:ArchiveClassesAtExit=" + archive,
          work.resolve("first"),
          Operation.CLOSE,
          0,
          Each.STEP);
    }

    End run(Path dir, Operation operation, int step, Each each) {
      return start("-XX:SharedArchiveFile=" + archive, dir, operation, step, each);
    }

    private End start(String archiving, Path dir, Operation operation, int step, Each each) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      for (String name : List.of("java.lang.reflect", "sun.nio.ch", "jdk.internal.misc")) {
        command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED");
      }
      command.add(archiving);
      command.add("-Xlog:cds=off");
      command.add("-Xlog:cds+dynamic=off");
      command.add("-XX:TieredStopAtLevel=1");
      command.add("-XX:+UseSerialGC");
      command.add("-Dslf4j.internal.verbosity=ERROR");
      command.add("-cp");
      command.add(classPath);
      command.add(CrashChild.class.getName());
      command.add(dir.toString());
      command.add(operation.name());
      command.add(String.valueOf(step));
      command.add(each.name());
      return end(command);
    }

    private static End end(List<String> command) {
      try {
        Process process =
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader said =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
          String site = said.readLine();
          return new End(process.waitFor(), site);
        }
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * The child's side: the store's directory, the operation, the step, or 0 for none, and of which.
   */
  public static void main(String[] args) {
    Operation operation = Operation.valueOf(args[1]);
    CrashChild child = new CrashChild(Integer.parseInt(args[2]), Each.valueOf(args[3]));
    Actor actor = new Actor(Path.of(args[0]), Actor.NOON);
    operation.prepare(actor);
    Steps.arm(child::step);
    operation.run(actor);
    Steps.disarm();
    if (child.left > 0) {
      System.out.println("the end");
      Runtime.getRuntime().halt(AFTER_ALL);
    }
  }

  private void step() {
    String site = each == Each.SITE || left == 1 ? Recording.site() : null;
    if (each == Each.SITE && sites.merge(site, 1, Integer::sum) > FEW) {
      return;
    }
    if (--left == 0) {
      System.out.println(site);
      Runtime.getRuntime().halt(AT_STEP);
    }
  }
}
