package dev.bursar.agent.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@code /proc} tells of a process before it is attached to. Where there is no {@code /proc},
 * nothing is known and nothing is held against it.
 */
final class TargetProcess {
  private final long pid;
  private final Path proc;

  TargetProcess(long pid) {
    this.pid = pid;
    this.proc = new File("/proc/" + pid).toPath();
  }

  /** Refuses a process that cannot be attached to, or must not be: some die of the attempt. */
  void check() throws CliException {
    if (!JvmProcess.isAlive(pid)) {
      throw new CliException(
          "there is no process " + pid + ": jps or ps lists the JVMs that run here");
    }
    checkUser();
    if (proc.resolve("maps").toFile().canRead() && !read("maps").contains("/libjvm.so")) {
      throw new CliException("process " + pid + " is not a JVM: jps lists those that run here");
    }
    if (read("cmdline").contains("-XX:+DisableAttachMechanism")
        || read("environ").contains("-XX:+DisableAttachMechanism")) {
      throw new CliException(
          "JVM "
              + pid
              + " was started with -XX:+DisableAttachMechanism: start it with"
              + " -javaagent:bursar.jar instead");
    }
  }

  /** The environment that it was started with, or null where that is not known. */
  Map<String, String> environment() {
    String text = read("environ");
    if (text.isEmpty()) {
      return null;
    }
    Map<String, String> environment = new HashMap<>();
    for (String variable : text.split("\0", -1)) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        environment.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return environment;
  }

  private void checkUser() throws CliException {
    try {
      String owner = Files.getOwner(proc).getName();
      String self = Files.getOwner(new File("/proc/self").toPath()).getName();
      if (!owner.equals(self) && !self.equals("root")) {
        throw new CliException(
            "process "
                + pid
                + " belongs to "
                + owner
                + ", and this command runs as "
                + self
                + ": run it as the same user, as in sudo -u "
                + owner
                + " java -jar bursar.jar attach "
                + pid);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // No /proc here: the attempt itself will tell.
    }
  }

  private String read(String name) {
    try {
      return new String(Files.readAllBytes(proc.resolve(name)), Charset.defaultCharset());
    } catch (IOException e) {
      return "";
    }
  }
}
