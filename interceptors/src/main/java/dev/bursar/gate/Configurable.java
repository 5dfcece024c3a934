package dev.bursar.gate;

/**
 * Lives in the boot loader. The agent at work in this JVM, as a later start of it in the same JVM
 * sees it: a second attach, or a second {@code -javaagent}. The entry class that the JVM loaded
 * first answers for all later starts, whatever jar they name, so it is always the agent's own
 * version that comes here.
 */
public interface Configurable {
  /**
   * Puts another configuration in force, from the next call on. One at a time.
   *
   * @param arguments agent arguments, laid over those before; null for none
   * @param how {@code premain} or {@code attach}
   * @throws Exception why it cannot be; what was in force still is
   */
  void configure(String arguments, String how) throws Exception;
}
