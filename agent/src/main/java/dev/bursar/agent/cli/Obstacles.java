package dev.bursar.agent.cli;

/** Finds out, without touching it, whether a process can be attached to. */
final class Obstacles {
  private static final String AT_START = "start it with -javaagent:bursar.jar instead";

  private Obstacles() {}

  /** What stands in the way, or null where nothing does that can be seen from outside. */
  static Obstacle of(TargetProcess process) {
    long pid = process.pid();
    if (!JvmProcess.isAlive(pid)) {
      return new Obstacle(
          "not there",
          "there is no process " + pid + ": java -jar bursar.jar ps lists the JVMs that run here");
    }
    Obstacle user = user(process);
    if (user != null) {
      return user;
    }
    if (!process.isJvm()) {
      return new Obstacle(
          "not a JVM",
          "process " + pid + " is not a JVM: java -jar bursar.jar ps lists those that run here");
    }
    if (process.flag("DisableAttachMechanism") == '+') {
      return new Obstacle(
          "-XX:+DisableAttachMechanism",
          "JVM " + pid + " was started with -XX:+DisableAttachMechanism: " + AT_START);
    }
    if (process.flag("EnableDynamicAgentLoading") == '-') {
      return new Obstacle(
          "-XX:-EnableDynamicAgentLoading",
          "JVM "
              + pid
              + " was started with -XX:-EnableDynamicAgentLoading, and takes no agents while it"
              + " runs: start it without that flag, or with -javaagent:bursar.jar");
    }
    if (process.lacksInstrument()) {
      return new Obstacle(
          "no java.instrument",
          "JVM "
              + pid
              + " runs on a small Java without the module java.instrument, which agents need: make"
              + " it with jlink --add-modules java.instrument,…");
    }
    return socket(process);
  }

  private static Obstacle user(TargetProcess process) {
    String owner = process.user();
    String self = TargetProcess.self();
    if (owner == null || self == null || owner.equals(self) || self.equals("root")) {
      return null;
    }
    return new Obstacle(
        "user " + owner,
        "process "
            + process.pid()
            + " belongs to "
            + owner
            + ", and this command runs as "
            + self
            + ": run it as the same user, as in sudo -u "
            + owner
            + " java -jar bursar.jar attach "
            + process.pid());
  }

  private static Obstacle socket(TargetProcess process) {
    if (process.isApart() && !process.inside("/tmp").canRead()) {
      return new Obstacle(
          "files not to be seen",
          "JVM "
              + process.pid()
              + " runs in a container, and "
              + process.inside("/tmp")
              + " cannot be read from here: attach from inside the container, or as root");
    }
    if (!process.socket().exists() && !process.catchesQuit()) {
      return Obstacle.passing(
          "-Xrs",
          "JVM "
              + process.pid()
              + " does not handle SIGQUIT, by which it is asked to listen: it is just starting, or"
              + " was started with -Xrs: "
              + AT_START);
    }
    return null;
  }
}
