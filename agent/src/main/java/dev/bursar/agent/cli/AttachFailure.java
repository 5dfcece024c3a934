package dev.bursar.agent.cli;

/** Says what went wrong when attaching, and the way out. */
final class AttachFailure {
  private AttachFailure() {}

  /**
   * Whether this is no failure, or need not be one: Java 8 and later ones do not understand each
   * other's answer to the loading of an agent. Whether it started, its report then tells.
   */
  static boolean isMisreadAnswer(Exception e) {
    String message = String.valueOf(e.getMessage());
    return message.equals("0")
        || message.endsWith("agent library: 0")
        || message.startsWith("Non-numeric value found");
  }

  /** What happened, and what to do. */
  static String explain(long pid, Exception e) {
    String kind = e.getClass().getSimpleName();
    String message = String.valueOf(e.getMessage());
    String told = " (" + message + ")";
    if (kind.equals("AgentInitializationException") || message.endsWith("library: 102")) {
      return "the agent did not start in JVM "
          + pid
          + " and has changed nothing there"
          + told
          + ": its standard error says why";
    }
    if (message.contains("EnableDynamicAgentLoading") || message.contains("agent loading")) {
      return "JVM "
          + pid
          + " takes no agents while it runs"
          + told
          + ": start it with -XX:+EnableDynamicAgentLoading, or with -javaagent:bursar.jar";
    }
    if (kind.equals("AgentLoadException")
        || message.endsWith("library: 100")
        || message.contains("was not loaded")) {
      return "JVM "
          + pid
          + " cannot load the agent"
          + told
          + ": it must be able to read the jar, and have the module java.instrument";
    }
    if (message.contains("not secure") || message.contains("not permitted")) {
      return "JVM "
          + pid
          + " belongs to another user"
          + told
          + ": run this command as that user, with sudo -u";
    }
    if (message.contains("No such process")) {
      return "there is no process "
          + pid
          + ": java -jar bursar.jar ps lists the JVMs that run here";
    }
    return "JVM "
        + pid
        + " does not answer"
        + told
        + ": it is stopped, runs in a container (attach from inside, or with Java 16 or newer), is"
        + " no HotSpot JVM, or was started with -XX:+DisableAttachMechanism (start it with"
        + " -javaagent:bursar.jar)";
  }
}
