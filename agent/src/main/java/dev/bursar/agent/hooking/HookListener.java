package dev.bursar.agent.hooking;

/** Is told when the first class to hook appears, so that work can wait until there is some. */
public interface HookListener {
  /**
   * A class of an HTTP client is about to be used, for the first time in this JVM. Called once,
   * from inside a class load or from {@link Hooks#install}: may start a thread, and must neither
   * wait, nor log, nor use an HTTP client.
   */
  void httpAppeared();
}
